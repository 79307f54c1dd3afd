// How this device likes the page: theme, density, grouping; kept in localStorage.
import type { GroupBy } from "../grid/roster";
import type { TotalKind } from "../grid/totals";
import { Signal } from "../sync/signal";
import type { Language } from "../words";

/** From the smallest cells to the largest. */
export const DENSITIES = ["compact", "cosy", "touch"] as const;
export type Density = (typeof DENSITIES)[number];

export interface Settings {
  theme: "light" | "dark" | null;
  density: Density;
  /** On a phone. */
  narrowDensity: Density;
  groupBy: GroupBy;
  /** The columns at the right of the grid. */
  totals: readonly TotalKind[];
  isPanelOpen: boolean;
  hasSeenFirst: boolean;
  timeLimit_s: number;
  /** Where the active cell goes after a shift was typed into it. */
  afterTyping: "right" | "down" | "stay";
  /** Whether a cell that one sets oneself is locked at once. */
  locksOwnEdits: boolean;
  /** Null: as the browser asks for. */
  language: Language | null;
  /** Whether a screen reader hears of selections and of others' changes. */
  announces: boolean;
  /** Which period was open last, and whose page that was. */
  lastPeriod: { owner: string; id: string } | null;
}

const KEY = "rosterhub";
const DEFAULTS: Settings = {
  theme: null,
  density: "cosy",
  narrowDensity: "touch",
  groupBy: "group",
  totals: ["off", "hours"],
  isPanelOpen: true,
  hasSeenFirst: false,
  timeLimit_s: 30,
  afterTyping: "right",
  locksOwnEdits: false,
  language: null,
  announces: true,
  lastPeriod: null,
};

export const settings = new Signal<Settings>(read());

export function change(some: Partial<Settings>): void {
  const next = { ...settings.get(), ...some };
  settings.set(next);
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Storage is full or forbidden: it holds for this visit.
  }
  applyTheme(next.theme);
}

function applyTheme(theme: Settings["theme"]): void {
  if (theme === null) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function read(): Settings {
  try {
    return { ...DEFAULTS, ...(JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Settings>) };
  } catch {
    return DEFAULTS;
  }
}
