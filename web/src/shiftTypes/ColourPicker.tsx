// The nine colours of shifts, and how the chosen one looks on both themes.
import { useId } from "react";
import { words } from "../words";
import { Tile } from "./ShiftTypeTable";
import { type ShiftType, TOKENS, type Token } from "./types";

type Look = Pick<ShiftType, "colour" | "shownSymbol">;

export function ColourPicker({ type, onSave }: { type: Look; onSave: ((colour: Token) => void) | null }) {
  const say = words.shiftTypes.sheet;
  const name = useId();
  return (
    <div className="colours">
      {onSave && (
        <fieldset>
          <legend>{say.colour}</legend>
          {TOKENS.map((token) => (
            <label key={token} title={say.colours[token]}>
              <input
                type="radio"
                className="sr-only"
                name={name}
                checked={token === type.colour}
                aria-label={say.colours[token]}
                onChange={() => onSave(token)}
              />
              <Tile type={{ colour: token, shownSymbol: type.shownSymbol }} />
            </label>
          ))}
        </fieldset>
      )}
      <div className="colour-preview" role="img" aria-label={`${say.preview}: ${say.colours[type.colour]}`}>
        {(["light", "dark"] as const).map((theme) => (
          <span key={theme} ref={ownTokens} className={`is-${theme}`}>
            <Tile type={type} />
            <small>{say[theme]}</small>
          </span>
        ))}
      </div>
    </div>
  );
}

const OWN = /^--(shift-|surface$|muted$)/;

/**
 * The tokens come to an element as the page's theme made them. Written on it once more, as they stand in the style sheet,
 * they follow its own theme.
 */
function ownTokens(element: HTMLElement | null): void {
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSStyleRule) || rule.selectorText !== ":root") continue;
      for (const name of rule.style) if (OWN.test(name)) element?.style.setProperty(name, rule.style.getPropertyValue(name));
    }
  }
}
