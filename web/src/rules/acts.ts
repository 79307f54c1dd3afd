// What can be done to rules: edited, switched, added, duplicated, deleted; and how each is told.
import { useEffect, useMemo, useRef } from "react";
import { useApp } from "../app/app";
import { type Answer, type Client, isDone } from "../sync/client";
import { systemClock } from "../sync/clock";
import { newId } from "../sync/ids";
import type { Body, Rule } from "../sync/wire";
import { words } from "../words";
import { RuleEditor } from "./editor";

/** The hub answers now, so that a form can wait for it. */
const ANSWERS = new Set(["live", "saving", "catchingUp"]);

export function useRuleActs(client: Client, choose: (ruleId: string | null) => void) {
  const { toasts } = useApp();
  const choosing = useRef(choose);
  useEffect(() => {
    choosing.current = choose;
  });
  const acts = useMemo(() => {
    let offered: string | null = null;
    // Undo takes back the last thing that was done: the offer goes as soon as something else is.
    const withdraw = () => {
      for (const toast of toasts.shown.get()) if (toast.text === offered) toasts.close(toast.id);
      offered = null;
    };
    const operate = (body: Body, isToldByCaller = false): Promise<Answer> => {
      withdraw();
      return client.operate(body, { isToldByCaller });
    };
    const editor = new RuleEditor({
      operate: (body) => operate(body, true),
      clock: systemClock,
      onConflict: (payload) => client.notices.emit({ kind: "conflict", periodId: null, payload }),
    });
    const create = (rule: Rule, isToldByCaller: boolean) => operate({ type: "RULE_CREATE", payload: rule }, isToldByCaller);
    return {
      editor,
      leave: () => {
        editor.flushAll();
        withdraw();
      },
      setEnabled: (rule: Rule, enabled: boolean) =>
        editor.edit(rule.id, { enabled }, { isComplete: editor.drafts.get().get(rule.id)?.isComplete ?? true, pace: "now" }),
      add: async (rule: Rule): Promise<Answer> => {
        const waits = ANSWERS.has(client.chip.get().kind);
        const answer = create(rule, waits);
        if (!waits || isDone(await answer)) choosing.current(rule.id);
        return waits ? answer : { kind: "seen" };
      },
      duplicate: (rule: Rule) => {
        const copy = { ...rule, id: newId(), name: words.rules.copyOf(rule.name || words.rules.copyName) };
        void create(copy, false);
        choosing.current(copy.id);
      },
      remove: (rule: Rule) => {
        editor.discard(rule.id);
        choosing.current(null);
        void operate({ type: "RULE_DELETE", payload: { id: rule.id } }).then((answer) => {
          if (!isDone(answer)) return;
          withdraw();
          offered = words.rules.removed(rule.name || words.rules.copyName);
          toasts.say(offered, [{ label: words.rules.undo, run: () => client.undoWorkspace() }]);
        });
      },
    };
  }, [client, toasts]);
  useEffect(() => {
    const hidden = () => {
      if (document.visibilityState === "hidden") acts.editor.flushAll();
    };
    document.addEventListener("visibilitychange", hidden);
    return () => {
      document.removeEventListener("visibilitychange", hidden);
      acts.leave();
    };
  }, [acts]);
  return acts;
}
