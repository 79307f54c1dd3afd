// The keyboard table: which keys say which command. What a command does is the model's.
export interface Key {
  key: string;
  /** Ctrl, or ⌘ on a Mac. */
  ctrl: boolean;
  shift: boolean;
  alt: boolean;
}

export type Command =
  | { do: "move"; rows: number; columns: number; extend: boolean }
  | { do: "edge"; rows: -1 | 0 | 1; columns: -1 | 0 | 1; extend: boolean }
  | { do: "page"; rows: -1 | 0 | 1; weeks: -4 | 0 | 4; extend: boolean }
  | { do: "rowEnd"; last: boolean; extend: boolean }
  | { do: "gridEnd"; last: boolean; extend: boolean }
  | { do: "tab"; back: boolean }
  | { do: "open" }
  | { do: "letter"; letter: string }
  | { do: "issue"; back: boolean }
  /** Round toolbar, grid and panel. */
  | { do: "part"; back: boolean }
  | { do: "find"; what: "cell" | "date" | "command" }
  | {
      do: "selectAll" | "selectDay" | "selectPerson" | "reveal" | "clear" | "fillDown" | "fillRight" | "fillAll" | "lock";
    }
  | { do: "undo" | "redo" | "generate" | "saved" | "help" | "note" | "menu" | "escape" };

const ARROWS: Record<string, readonly [-1 | 0 | 1, -1 | 0 | 1]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** With Ctrl, without Shift. */
const WITH_CTRL: Record<string, Command> = {
  a: { do: "selectAll" },
  " ": { do: "selectDay" },
  Backspace: { do: "reveal" },
  d: { do: "fillDown" },
  r: { do: "fillRight" },
  Enter: { do: "fillAll" },
  z: { do: "undo" },
  y: { do: "redo" },
  ".": { do: "lock" },
  s: { do: "saved" },
  "/": { do: "help" },
  f: { do: "find", what: "cell" },
  g: { do: "find", what: "date" },
  k: { do: "find", what: "command" },
};

/** Those that hold wherever on the grid's screen the focus is, and even while one writes. */
export function isEverywhere({ do: what }: Command): boolean {
  return what === "find" || what === "part" || what === "help";
}

const ALONE: Record<string, Command> = {
  Delete: { do: "clear" },
  Backspace: { do: "clear" },
  Enter: { do: "open" },
  F2: { do: "open" },
  Escape: { do: "escape" },
  ContextMenu: { do: "menu" },
};

export function commandOf({ key, ctrl, shift, alt }: Key): Command | null {
  const arrow = ARROWS[key];
  if (arrow && alt) return key === "ArrowDown" && !ctrl && !shift ? { do: "open" } : null;
  if (arrow)
    return ctrl
      ? { do: "edge", rows: arrow[0], columns: arrow[1], extend: shift }
      : { do: "move", rows: arrow[0], columns: arrow[1], extend: shift };
  if (key === "Home" || key === "End") return { do: ctrl ? "gridEnd" : "rowEnd", last: key === "End", extend: shift };
  if (key === "PageUp" || key === "PageDown") return paged(key === "PageUp" ? -1 : 1, alt, shift);
  if (key === "F8") return { do: "issue", back: shift };
  if (key === "F6" && !ctrl && !alt) return { do: "part", back: shift };
  if (key === "Tab" && !ctrl && !alt) return { do: "tab", back: shift };
  if (alt) return !ctrl && key.toLowerCase() === "g" ? { do: "generate" } : null;
  if (ctrl)
    return shift ? (key.toLowerCase() === "z" ? { do: "redo" } : null) : (WITH_CTRL[key.length === 1 ? key.toLowerCase() : key] ?? null);
  if (key === " " && shift) return { do: "selectPerson" };
  if (key === "F2" && shift) return { do: "note" };
  if (key === "F10" && shift) return { do: "menu" };
  // The list of shifts takes Shift+Enter too, and moves up after it.
  if (key === "Enter" && shift) return { do: "open" };
  if (ALONE[key] && !shift) return ALONE[key];
  return key.length === 1 && key !== " " ? { do: "letter", letter: key.toLowerCase() } : null;
}

function paged(way: -1 | 1, alt: boolean, extend: boolean): Command {
  return alt ? { do: "page", rows: 0, weeks: way === 1 ? 4 : -4, extend } : { do: "page", rows: way, weeks: 0, extend };
}
