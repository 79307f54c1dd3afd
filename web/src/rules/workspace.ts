// The rules and the names in them, as they are now.
import { useMemo } from "react";
import type { Client } from "../sync/client";
import type { Fields } from "../sync/document";
import type { Rule } from "../sync/wire";
import { useFrameTick } from "../ui/hooks";
import { type Names, namesOf } from "./names";

/** Null until the workspace is here. Those that were deleted are not among them. */
export function useRules(client: Client): { rules: readonly Rule[]; names: Names } | null {
  const tick = useFrameTick(client.workspace.events.on);
  const { state } = client.workspace;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the state is one object that moves; the tick says when
  return useMemo(() => {
    if (!state) return null;
    const rules = [...state.all("rule")].filter(([, fields]) => !fields.archived).map(([id, fields]) => ruleOf(id, fields));
    return { rules, names: namesOf(state) };
  }, [state, tick]);
}

function ruleOf(id: string, fields: Fields): Rule {
  return { ...(fields as Omit<Rule, "id">), id };
}
