// The tooltip of a cell, for the pointer and for the focus; on glass the sheet of keys holds the same lines.
import { useEffect, useRef, useState } from "react";
import { useSignal } from "../ui/hooks";
import { words } from "../words";
import type { About } from "./about";
import type { GridController } from "./controller";
import { Floating } from "./Floating";

const OPENS_AFTER_MS = 150;
/** Long enough to bring the pointer from the cell into the tooltip, where it stays. */
const CLOSES_AFTER_MS = 220;

export function CellTip({ controller }: { controller: GridController }) {
  const wanted = useSignal(controller.hover);
  const [shown, setShown] = useState<About | null>(null);
  const isHeld = useRef(false);
  useEffect(() => {
    if (isHeld.current) return;
    const timer = setTimeout(() => setShown(wanted), wanted ? OPENS_AFTER_MS : CLOSES_AFTER_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  useEffect(() => {
    if (!shown) return;
    const close = (event: Event) => {
      if (event instanceof KeyboardEvent && event.key !== "Escape" && event.key.length > 1) return;
      setShown(null);
    };
    document.addEventListener("keydown", close);
    document.addEventListener("scroll", close, { capture: true, passive: true });
    return () => {
      document.removeEventListener("keydown", close);
      document.removeEventListener("scroll", close, { capture: true });
    };
  }, [shown]);
  if (!shown) return null;
  const leave = () => {
    isHeld.current = false;
    setShown(null);
  };
  return (
    <Floating
      box={shown.box}
      className="tooltip"
      onPointerEnter={() => {
        isHeld.current = true;
      }}
      onPointerLeave={leave}
    >
      <CellFacts about={shown} />
    </Floating>
  );
}

/** What a cell breaks, its note, who is there. */
export function CellFacts({ about: { issue, note, here, typing } }: { about: About }) {
  const say = words.rows;
  const others = here.filter((name) => name !== typing);
  return (
    <>
      {issue?.broken.map(({ rule, message, level }) => (
        <p key={`${rule} ${message}`}>
          <i className={`corner is-${level}`} aria-hidden="true" />
          <strong>{rule}</strong>
          <span>{message}</span>
          <small>{level === "hard" ? say.must : say.wish}</small>
        </p>
      ))}
      {note !== null && (
        <p className="is-note">
          <strong>{say.noteTitle}</strong>
          <span>{note}</span>
        </p>
      )}
      {typing !== null && <p className="is-here">{say.typingHere(typing)}</p>}
      {others.length > 0 && <p className="is-here">{say.here(others.join(", "))}</p>}
    </>
  );
}
