// Stands in for a finder whose code is still on its way: what is typed meanwhile goes into it, and not into the grid.
import { useLayoutEffect, useRef } from "react";

interface Typed {
  text: string;
  /** Enter came after it. */
  isEntered: boolean;
}

const NOTHING: Typed = { text: "", isEntered: false };
let typed = NOTHING;

/** What was typed into the stand-in, and is forgotten when the finder has shown itself. */
export const typedBefore = (): Typed => typed;
export const forgetTyped = (): void => {
  typed = NOTHING;
};

export function Waiting({ label, onClose }: { label: string; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Closed while it is still in the page: only then the browser gives the focus back.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="dialog finder-waiting"
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        forgetTyped();
        onClose();
      }}
    >
      <input
        aria-label={label}
        placeholder={label}
        onChange={(event) => {
          typed = { text: event.target.value, isEntered: false };
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") typed = { ...typed, isEntered: true };
        }}
      />
    </dialog>
  );
}
