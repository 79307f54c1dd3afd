// A record beside its table: at the right on a wide screen, over the page on a narrow one. Escape closes it.
import { X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { IconButton } from "../ui/Controls";
import { Dialog } from "../ui/Dialog";
import { useIsNarrow } from "../ui/hooks";
import { words } from "../words";

interface SideSheetProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

export function SideSheet({ title, onClose, children }: SideSheetProps) {
  const isNarrow = useIsNarrow();
  if (isNarrow) {
    return (
      <Dialog title={title} onClose={onClose} className="record-dialog">
        {children}
      </Dialog>
    );
  }
  return (
    <Beside title={title} onClose={onClose}>
      {children}
    </Beside>
  );
}

function Beside({ title, onClose, children }: SideSheetProps) {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    onClose();
  };
  return (
    <aside className="record-sheet" aria-labelledby={id} onKeyDown={onKeyDown}>
      <header>
        <h2 ref={heading} id={id} tabIndex={-1}>
          {title}
        </h2>
        <IconButton label={words.frame.close} onClick={onClose}>
          <X size={18} />
        </IconButton>
      </header>
      <div className="record-body">{children}</div>
    </aside>
  );
}
