// The list of shifts that hangs from a cell: type to narrow, arrows, Enter sets.
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { words } from "../words";
import type { ShiftLook } from "./roster";

interface Props {
  box: DOMRect;
  palette: readonly ShiftLook[];
  current: string | null;
  /** `back`: Shift was held, so the cell above is next. */
  onPick: (code: string | null, back: boolean) => void;
  onClose: () => void;
}

interface Option {
  code: string | null;
  look: ShiftLook | null;
}

export function Picker({ box, palette, current, onPick, onClose }: Props) {
  const [filter, setFilter] = useState("");
  const wanted = filter.trim().toLowerCase();
  const fits = ({ code, name, symbol, keys }: ShiftLook) =>
    [code, name, symbol, keys].some((text) => text.toLowerCase().startsWith(wanted));
  const options: Option[] = [
    ...palette.filter(fits).map((look) => ({ code: look.code, look })),
    ...(wanted === "" ? [{ code: null, look: null }] : []),
  ];
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      options.findIndex(({ code }) => code === current),
    ),
  );
  const chosen = Math.min(at, options.length - 1);
  const panel = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const shown = panel.current;
    if (!shown) return;
    const { width, height } = shown.getBoundingClientRect();
    const below = box.bottom + 4;
    shown.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
    shown.style.top = `${below + height > innerHeight - 8 ? Math.max(8, box.top - height - 4) : below}px`;
  }, [box]);
  useEffect(() => {
    const away = (event: PointerEvent) => {
      if (!panel.current?.contains(event.target as Node)) onClose();
    };
    document.addEventListener("pointerdown", away, true);
    return () => document.removeEventListener("pointerdown", away, true);
  }, [onClose]);

  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) setAt((chosen + move + options.length) % Math.max(1, options.length));
    else if (event.key === "Enter" && options[chosen]) onPick(options[chosen].code, event.shiftKey);
    else if (event.key === "Escape" || event.key === "Tab") onClose();
    else return;
    event.preventDefault();
  };

  return (
    <div ref={panel} className="picker" role="dialog" aria-label={words.grid.picker}>
      <input
        // biome-ignore lint/a11y/noAutofocus: it was opened by a key or a click on its cell
        autoFocus
        value={filter}
        placeholder={words.grid.pickerFilter}
        aria-label={words.grid.pickerFilter}
        role="combobox"
        aria-expanded="true"
        aria-controls="picker-list"
        aria-activedescendant={options[chosen] ? `picker-${chosen}` : undefined}
        onChange={(event) => {
          setFilter(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id="picker-list" role="listbox" tabIndex={-1} aria-label={words.grid.picker}>
        {options.map(({ code, look }, index) => (
          <div
            key={code ?? ""}
            id={`picker-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            onPointerMove={() => setAt(index)}
            onPointerDown={(event) => {
              event.preventDefault();
              onPick(code, false);
            }}
          >
            <span className={`tile shift-${look?.colour ?? "empty"}`}>{look?.symbol ?? ""}</span>
            <span>{look?.name ?? words.grid.clear}</span>
            <span className="hint">
              {look?.start && look.end ? `${look.start} – ${look.end}` : ""}
              {look?.keys && <kbd>{look.keys.toUpperCase()}</kbd>}
            </span>
          </div>
        ))}
        {options.length === 0 && <p className="hint">{words.grid.pickerNone}</p>}
      </div>
    </div>
  );
}
