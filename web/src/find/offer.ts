// What the list of commands offers beside screens and periods: a screen that is open adds its own acts and people.
import { Signal } from "../sync/signal";

export interface Found {
  key: string;
  label: string;
  detail?: string;
  /** A shift's tile before it. */
  tile?: { symbol: string; colour: string };
  /** The keys that do the same. */
  keys?: string;
  /** Does it, and the list closes. */
  run?: () => void;
  /** Goes to the next of many, or with Shift the one before; the list stays open and shows the text. */
  seek?: (back: boolean) => string;
}

export interface FoundGroup {
  title: string;
  found: readonly Found[];
}

export const offered = new Signal<(() => readonly FoundGroup[]) | null>(null);
export const isListOpen = new Signal(false);
