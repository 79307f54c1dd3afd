// How this device likes the page: theme, density, grouping; kept in localStorage.
import type { GroupBy } from "../grid/roster";
import { Signal } from "../sync/signal";

export interface Settings {
  theme: "light" | "dark" | null;
  density: "cosy" | "compact";
  groupBy: GroupBy;
  isPanelOpen: boolean;
  hasSeenFirst: boolean;
  timeLimit_s: number;
}

const KEY = "rosterhub";
const DEFAULTS: Settings = { theme: null, density: "cosy", groupBy: "group", isPanelOpen: true, hasSeenFirst: false, timeLimit_s: 30 };

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
