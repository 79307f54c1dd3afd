// What can be done with the selected cells, at the pointer or below the active cell: by the right button, or a key.
import { ClipboardPaste, Copy, History, Lock, LockOpen, Scissors, SquareX, StickyNote } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { useSignal } from "../ui/hooks";
import { words } from "../words";
import type { GridController } from "./controller";
import type { Selected } from "./selected";
import type { CellMenuAt } from "./stage";

interface Item {
  label: string;
  icon: ReactNode;
  keys?: string;
  run: () => void;
}

export function CellMenu({ controller }: { controller: GridController }) {
  const at = useSignal(controller.menu);
  const selected = useSignal(controller.selected);
  const { active } = selected ?? {};
  if (!at || !active) return null;
  return <OpenMenu at={at} active={active} controller={controller} isReadOnly={controller.isReadOnly} />;
}

function groupsFor(controller: GridController, { isLocked }: { isLocked: boolean }, isReadOnly: boolean): readonly (readonly Item[])[] {
  const say = words.find.menu;
  const copy = { label: say.copy, icon: <Copy size={16} />, keys: "Ctrl+C", run: () => controller.copyNow(false) };
  const story = { label: say.story, icon: <History size={16} />, run: controller.tellStory };
  if (isReadOnly) return [[copy], [story]];
  return [
    [
      { label: say.cut, icon: <Scissors size={16} />, keys: "Ctrl+X", run: () => controller.copyNow(true) },
      copy,
      { label: say.paste, icon: <ClipboardPaste size={16} />, keys: "Ctrl+V", run: controller.pasteNow },
    ],
    [
      { label: say.clear, icon: <SquareX size={16} />, keys: "Del", run: () => controller.setShift(null) },
      {
        label: isLocked ? say.unlock : say.lock,
        icon: isLocked ? <LockOpen size={16} /> : <Lock size={16} />,
        keys: "Ctrl+.",
        run: controller.toggleLock,
      },
      { label: say.note, icon: <StickyNote size={16} />, keys: "Shift+F2", run: controller.askNote },
    ],
    [story],
  ];
}

interface OpenProps {
  at: CellMenuAt;
  active: NonNullable<Selected["active"]>;
  controller: GridController;
  isReadOnly: boolean;
}

function OpenMenu({ at, active, controller, isReadOnly }: OpenProps) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const shown = list.current;
    if (!shown) return;
    const { width, height } = shown.getBoundingClientRect();
    shown.style.left = `${Math.max(8, Math.min(at.x, innerWidth - width - 8))}px`;
    shown.style.top = `${at.y + height > innerHeight - 8 ? Math.max(8, at.y - height) : at.y}px`;
    shown.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  }, [at]);
  useEffect(() => {
    const away = (event: PointerEvent) => {
      if (!list.current?.contains(event.target as Node)) controller.menu.set(null);
    };
    document.addEventListener("pointerdown", away, true);
    return () => document.removeEventListener("pointerdown", away, true);
  }, [controller]);

  const onKeyDown = (event: KeyboardEvent) => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const here = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    const byLetter =
      event.key.length === 1 ? all.find((item) => item.textContent?.toLowerCase().startsWith(event.key.toLowerCase())) : undefined;
    if (to !== undefined) all[to % all.length]?.focus();
    else if (byLetter) byLetter.focus();
    else if (event.key === "Escape" || event.key === "Tab") controller.closeMenu();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={list}
      role="menu"
      tabIndex={-1}
      aria-label={words.find.menu.title(active.person, words.date(active.date))}
      className="menu-list cell-menu"
      onKeyDown={onKeyDown}
      onContextMenu={(event) => event.preventDefault()}
    >
      {groupsFor(controller, active, isReadOnly).map((items) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of menu items, not of fields
        <div key={items[0]?.label} role="group">
          {items.map(({ label, icon, keys, run }) => (
            <button
              key={label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              // The selection, and what would be copied, stays in the grid.
              onPointerDown={(event) => event.preventDefault()}
              onPointerEnter={(event) => event.currentTarget.focus()}
              onClick={() => {
                controller.closeMenu();
                run();
              }}
            >
              {icon}
              <span>{label}</span>
              {keys && (
                <span aria-hidden="true" className="keycap">
                  {keys}
                </span>
              )}
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}
