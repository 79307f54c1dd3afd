// The wire's types under the names that the page uses; all of them come from generated/.
import type { Protocol } from "../generated/protocol";

export type {
  Actor,
  CellPosition,
  CellRange,
  CellRef,
  CellSet,
  Change,
  ChangedCell,
  ConflictField,
  ConflictPayload,
  DiffCell,
  ErrorPayload,
  Explanation,
  ExplanationMember,
  PeriodFields,
  PeriodSnapshot,
  PresentUser,
  Rule,
  RunOptions,
  RunRow,
  ScheduleGeneratedPayload,
  Score,
  ShiftType,
  StaffMember,
  Violation,
  WorkspaceSnapshot,
} from "../generated/protocol";

export type ClientMessage = Protocol["client_message"];
export type ServerMessage = Protocol["server_message"];
export type ServerMessageOf<T extends ServerMessage["type"]> = Extract<ServerMessage, { type: T }>;
export type AckPayload = ServerMessageOf<"ACK">["payload"];
export type ProgressPayload = ServerMessageOf<"SOLVE_PROGRESS">["payload"];
export type RunEndedPayload = ServerMessageOf<"SOLVE_FAILED">["payload"];
export type ConnectionAckPayload = ServerMessageOf<"CONNECTION_ACK">["payload"];
export type SyncResponse = ServerMessageOf<"SYNC_RESPONSE">;
export type Changes = ServerMessageOf<"CHANGES">;

/** What a queue entry sends: a client's message without the envelope, which the queue adds. */
export type Body = ClientMessage extends infer M
  ? M extends { type: infer T; payload: infer P }
    ? { type: T; payload: P }
    : never
  : never;

/** A live document's name on the client: `workspace`, or `period:<id>`. */
export type DocumentKey = "workspace" | `period:${string}`;

export const periodKey = (periodId: string): DocumentKey => `period:${periodId}`;

export function documentKeyOf(named: { document: "period" | "workspace"; period_id?: string | null }): DocumentKey {
  return named.document === "workspace" ? "workspace" : periodKey(named.period_id ?? "");
}

/** How a message names a document. */
export function namedBy(document: DocumentKey): { document: "workspace" } | { document: "period"; period_id: string } {
  return document === "workspace" ? { document } : { document: "period", period_id: document.slice("period:".length) };
}
