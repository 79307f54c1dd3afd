// What the workspace's document holds of one kind, kept fresh; and the operations that change it.
import { useMemo } from "react";
import type { Client } from "../sync/client";
import type { EntityKind, Fields, WorkspaceState } from "../sync/document";
import { useFrameTick } from "../ui/hooks";

export interface Entity {
  readonly id: string;
  readonly fields: Fields;
}

/** The entities of a kind, archived ones included, in no order; null until the workspace is here. */
export function useEntities(client: Client, kind: EntityKind): readonly Entity[] | null {
  const tick = useFrameTick(client.workspace.events.on);
  const { state } = client.workspace;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the state is one object that moves; the tick says when
  return useMemo(() => state && listOf(state, kind), [state, kind, tick]);
}

function listOf(state: WorkspaceState, kind: EntityKind): readonly Entity[] {
  return [...state.all(kind)].map(([id, fields]) => ({ id, fields }));
}

export const text = (value: unknown): string => (typeof value === "string" ? value : "");

export const isArchived = ({ fields }: Entity): boolean => fields.archived === true;

/** Words of a person's or a text's first letters, told apart from those that are taken. */
export function freeCode(name: string, taken: ReadonlySet<string>): string {
  const letters = name.normalize("NFKD").replace(/[^\p{L}\p{N}\s-]/gu, "");
  const words = letters.split(/[\s-]+/).filter(Boolean);
  const first = words[0] ?? "";
  const start = (first || "p").toLocaleLowerCase("en").slice(0, 24);
  if (!taken.has(start)) return start;
  const withLast = words.length > 1 ? `${start}-${words.at(-1)![0]!.toLocaleLowerCase("en")}` : start;
  if (!taken.has(withLast)) return withLast;
  for (let n = 2; ; n++) if (!taken.has(`${withLast}${n}`)) return `${withLast}${n}`;
}
