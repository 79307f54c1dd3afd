// What was done to more than one cell, in words for who listens.
import { words } from "../words";
import type { Edit, EditIntent } from "./model";

export function didWords(edits: readonly Edit[], stayed: number, intent: EditIntent): string {
  const say = words.find.did;
  const { shift, locked } = edits[0]!.set;
  const isLock = shift === undefined;
  const did = isLock ? (locked ? say.locked : say.unlocked)(edits.length) : say[intent](edits.length);
  return stayed > 0 ? did + say.stayed(stayed) : did;
}
