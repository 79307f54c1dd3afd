// What the person should hear: facts only, the words are made elsewhere.
import type { Body, ConflictPayload } from "./wire";

export type Notice =
  /** `body` is what was asked, where it waited here. */
  | { kind: "conflict"; periodId: string | null; payload: ConflictPayload; body?: Body }
  /** Saved, joined with what others set meanwhile. */
  | { kind: "joined"; body: Body }
  /** Not saved, and taken back; `body` is what was asked. */
  | { kind: "refused"; code: string; message: string; body: Body }
  | { kind: "nothingToUndo"; act: "UNDO" | "REDO" }
  /** Undone or redone, but not the fields that someone changed since [UN1]. */
  | { kind: "partlyUndone"; act: "UNDO" | "REDO"; payload: ConflictPayload }
  | { kind: "solutionApplied"; periodId: string; by: string; isMine: boolean; cells: number }
  | { kind: "tooMuchWaiting" }
  /** So many that an earlier tab left are in a form that this version can't read; they are gone. */
  | { kind: "unreadKept"; count: number };
