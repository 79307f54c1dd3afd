// What a close of the socket means: whether to come back, and what to do first [CL1, RC2].
export type AfterClose =
  | { next: "reconnect" }
  /** Ask for a fresh session first: a refused handshake looks like any lost connection [RC2], an expired token is one. */
  | { next: "refresh" }
  /** The message that was too large is dropped, then as usual. */
  | { next: "dropLargest" }
  | { next: "stop"; why: "signIn" | "newVersion" | "tooManyConnections" | "protocolError" };

export function afterClose(code: number, welcomed: boolean): AfterClose {
  if (code === 1009) return { next: "dropLargest" };
  if (code === 4005 || (code === 1006 && !welcomed)) return { next: "refresh" };
  if (code < 4500 || code > 4999) return { next: "reconnect" };
  if (code === 4500 || code === 4501) return { next: "stop", why: "signIn" };
  if (code === 4503) return { next: "stop", why: "newVersion" };
  return { next: "stop", why: code === 4504 ? "tooManyConnections" : "protocolError" };
}

const FIRST_MS = 250;
const LAST_MS = 30_000;

export interface BackoffRange {
  min_backoff_ms: number;
  max_backoff_ms: number;
}

/** Exponential backoff with full jitter [RC1]; a restarting hub names its own range once [CL1]. */
export function backoffMs(attempt: number, random: number, named?: BackoffRange): number {
  if (named) return named.min_backoff_ms + random * Math.max(0, named.max_backoff_ms - named.min_backoff_ms);
  return random * Math.min(LAST_MS, FIRST_MS * 2 ** attempt);
}
