// A small panel that hangs beside a cell: to its right, to its left where there is no room.
import { type PointerEventHandler, type ReactNode, useLayoutEffect, useRef } from "react";

interface FloatingProps {
  box: DOMRect;
  className: string;
  children: ReactNode;
  onPointerEnter?: PointerEventHandler;
  onPointerLeave?: PointerEventHandler;
}

export function Floating({ box, className, children, ...hands }: FloatingProps) {
  const panel = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const shown = panel.current;
    if (!shown) return;
    const { width, height } = shown.getBoundingClientRect();
    shown.style.left = `${box.right + width + 12 > innerWidth ? Math.max(8, box.left - width - 6) : box.right + 4}px`;
    shown.style.top = `${Math.max(8, Math.min(box.top - 6, innerHeight - height - 8))}px`;
  }, [box]);
  return (
    <div ref={panel} className={className} role="tooltip" {...hands}>
      {children}
    </div>
  );
}
