// What the person should hear: facts only, the words are made elsewhere.
import type { Body, ConflictPayload } from "./wire";

export type Notice =
  | { kind: "conflict"; periodId: string | null; payload: ConflictPayload }
  /** Not saved, and taken back; `body` is what was asked. */
  | { kind: "refused"; code: string; message: string; body: Body }
  | { kind: "nothingToUndo"; act: "UNDO" | "REDO" }
  /** Undone or redone, but not the fields that someone changed since [UN1]. */
  | { kind: "partlyUndone"; act: "UNDO" | "REDO"; payload: ConflictPayload }
  | { kind: "solutionApplied"; periodId: string; by: string; isMine: boolean; cells: number }
  | { kind: "tooMuchWaiting" };
