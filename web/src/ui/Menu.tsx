// A button that opens a list of acts: arrows move, Escape closes and gives the focus back.
import { Fragment, type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";

export interface MenuItem {
  label: string;
  icon?: ReactNode;
  /** At its end. */
  badge?: ReactNode;
  /** What it is called, where the label alone doesn't say it. */
  name?: string;
  isChosen?: boolean;
  /** Several of its kind can be chosen: choosing one leaves the list open. */
  isOneOfMany?: boolean;
  isDisabled?: boolean;
  /** A heading over the first of each. */
  section?: string;
  run: () => void;
}

interface MenuProps {
  label: string;
  className: string;
  children: ReactNode;
  items: readonly MenuItem[];
  side?: "left" | "right";
}

export function Menu({ label, className, children, items, side = "left" }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    (list.current?.querySelector<HTMLElement>("[aria-checked=true]") ?? list.current?.querySelector<HTMLElement>("[role]"))?.focus();
    const away = (event: PointerEvent) => {
      const target = event.target as Node;
      if (!list.current?.contains(target) && !button.current?.contains(target)) setOpen(false);
    };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [isOpen]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      all[(to + all.length) % all.length]?.focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      if (event.key === "Escape") event.preventDefault();
      close();
    }
  };
  return (
    <div className="menu">
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {children}
      </button>
      {isOpen && (
        <div ref={list} id={id} role="menu" tabIndex={-1} aria-label={label} className={`menu-list is-${side}`} onKeyDown={onKeyDown}>
          {items.map((item, index) => (
            <Fragment key={`${item.section} ${item.label}`}>
              {item.section && item.section !== items[index - 1]?.section && (
                <p className="menu-section" role="presentation">
                  {item.section}
                </p>
              )}
              <button
                type="button"
                {...roleOf(item)}
                aria-label={item.name}
                aria-disabled={item.isDisabled ? true : undefined}
                tabIndex={-1}
                onClick={() => {
                  if (item.isDisabled) return;
                  if (!item.isOneOfMany) close();
                  item.run();
                }}
              >
                {item.icon}
                <span>{item.label}</span>
                {item.badge}
              </button>
            </Fragment>
          ))}
        </div>
      )}
    </div>
  );
}

function roleOf({ isChosen, isOneOfMany }: MenuItem) {
  if (isChosen === undefined) return { role: "menuitem" };
  return { role: isOneOfMany ? "menuitemcheckbox" : "menuitemradio", "aria-checked": isChosen };
}
