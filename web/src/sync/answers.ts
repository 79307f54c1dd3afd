// What an operation or an act came to.
import type { AckPayload, ConflictPayload, ErrorPayload } from "./wire";

/**
 * What an operation or an act came to. `seen`: it was in CHANGES before its answer [AN1]. `withdrawn`: taken back by
 * its maker before it was sent.
 */
export type Answer =
  | { kind: "ack"; payload: AckPayload }
  | { kind: "conflict"; payload: ConflictPayload }
  | { kind: "error"; payload: ErrorPayload }
  | { kind: "seen" }
  | { kind: "withdrawn" };

/** Whether it stands on the hub as it was asked. */
export function isDone(answer: Answer): boolean {
  return answer.kind === "ack" || answer.kind === "seen";
}

/** Whether nothing of it stands on the hub. */
export function isRefusal(answer: Answer): boolean {
  if (answer.kind === "conflict") return answer.payload.outcome === "rejected" || answer.payload.outcome === "pending";
  return answer.kind === "error";
}

/** The page's own, of what the hub is never asked or never answers. */
export function refusal(code: ErrorPayload["code"]): Answer {
  return { kind: "error", payload: { code, temporary: false, message: "", details: null, retry_after_ms: null } };
}
