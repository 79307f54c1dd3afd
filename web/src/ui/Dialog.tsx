// A dialog over the page: the browser's own, which keeps the focus inside and gives it back.
import { X } from "lucide-react";
import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { words } from "../words";
import { IconButton } from "./Controls";

interface DialogProps {
  title: string;
  children: ReactNode;
  /** Missing: it can't be closed, only answered. */
  onClose?: () => void;
  className?: string;
}

export function Dialog({ title, children, onClose, className = "" }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Closed while it is still in the page: only then the browser gives the focus back.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`dialog ${className}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
    >
      <header>
        <h2 id={id}>{title}</h2>
        {onClose && (
          <IconButton label={words.frame.close} onClick={onClose}>
            <X size={18} />
          </IconButton>
        )}
      </header>
      {children}
    </dialog>
  );
}

/** A `ref`: the focus is here when the dialog opens, which asks for this attribute after its parts are there; React doesn't write it. */
export const focusFirst = (element: HTMLElement | null): void => element?.setAttribute("autofocus", "");
