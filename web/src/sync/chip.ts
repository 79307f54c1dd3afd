// The chip that tells the truth: one state of the connection and of what waits, in words elsewhere.
import type { Link } from "./socket";

export type Chip =
  | { kind: "connecting" }
  | { kind: "live" }
  | { kind: "saving"; waiting: number }
  | { kind: "reconnecting"; waiting: number }
  | { kind: "offline"; waiting: number }
  | { kind: "catchingUp" }
  | { kind: "cantSave"; waiting: number }
  | { kind: "viewOnly" }
  | { kind: "signIn"; waiting: number }
  | { kind: "newVersion"; waiting: number }
  | { kind: "stopped" };

export interface ChipFacts {
  now: number;
  link: Link;
  waiting: number;
  /** When the oldest of them was made. */
  oldestAt: number | null;
  /** The hub answered `unavailable` to one that still waits. */
  isUnavailable: boolean;
  /** A document that was shown before is being brought up. */
  isCatchingUp: boolean;
  isLoading: boolean;
  isReadOnly: boolean;
  hasNewVersion: boolean;
}

/** An answer that takes longer is worth a word. */
export const SAVING_AFTER_MS = 300;
export const OFFLINE_AFTER_MS = 10_000;

export function chipOf(facts: ChipFacts): Chip {
  const { link, waiting, now } = facts;
  if (link.state === "stopped") {
    if (link.why === "signIn") return { kind: "signIn", waiting };
    if (link.why === "newVersion") return { kind: "newVersion", waiting };
    return link.why === "left" ? { kind: "connecting" } : { kind: "stopped" };
  }
  if (link.state !== "open") {
    if (link.since === null) return { kind: "connecting" };
    return { kind: now - link.since >= OFFLINE_AFTER_MS ? "offline" : "reconnecting", waiting };
  }
  if (facts.hasNewVersion) return { kind: "newVersion", waiting };
  if (facts.isLoading) return { kind: "connecting" };
  if (facts.isCatchingUp) return { kind: "catchingUp" };
  if (facts.isUnavailable) return { kind: "cantSave", waiting };
  if (facts.oldestAt !== null && now - facts.oldestAt >= SAVING_AFTER_MS) return { kind: "saving", waiting };
  return facts.isReadOnly ? { kind: "viewOnly" } : { kind: "live" };
}

/** When time alone may change the chip next. */
export function chipChangesAt({ link, now, oldestAt }: ChipFacts): number | null {
  const times = [
    link.state === "waiting" || link.state === "connecting" ? (link.since ?? Number.NaN) + OFFLINE_AFTER_MS : Number.NaN,
    link.state === "open" && oldestAt !== null ? oldestAt + SAVING_AFTER_MS : Number.NaN,
  ].filter((at) => at > now);
  return times.length > 0 ? Math.min(...times) : null;
}
