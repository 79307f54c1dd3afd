// What the grid's screens ask for: unread results, issues one by one, the controller's news.
import { useCallback, useEffect, useState } from "react";
import { useApp } from "../app/app";
import { firstDate, listed } from "../issues/index";
import { fetchRun } from "../runs/result";
import { Problem } from "../sync/auth";
import type { Client, OpenPeriod } from "../sync/client";
import type { CellAt } from "../sync/document";
import { read } from "../sync/runs";
import { useFrameTick, useSignal } from "../ui/hooks";
import { words } from "../words";
import type { GridController } from "./controller";

/** The words for a rule: its own name, else its kind. */
export function useRuleName(client: Client): (ruleId: string) => string {
  useFrameTick(client.workspace.events.on);
  return useCallback(
    (ruleId) => {
      const rule = client.workspace.state?.all("rule").get(ruleId);
      const kind = String(rule?.type ?? ruleId).replaceAll("_", " ");
      return String(rule?.name || kind[0]?.toUpperCase() + kind.slice(1));
    },
    [client],
  );
}

/** What the socket doesn't tell of a run is read: who started it, and the result of one that was done before this page came. */
export function useUnread(period: OpenPeriod): void {
  const { auth } = useApp();
  const all = useSignal(period.runs);
  const unread = all.find((run) => run.by === null || (run.state === "done" && run.result === null));
  const [id, state] = [unread?.id ?? null, unread?.state];
  // biome-ignore lint/correctness/useExhaustiveDependencies: a run that ended meanwhile is read again
  useEffect(() => {
    if (id === null) return;
    fetchRun(auth, id).then(
      (row) => period.runs.set(read(period.runs.get(), row)),
      (problem: unknown) => {
        if (!(problem instanceof Problem)) throw problem;
      },
    );
  }, [auth, period, id, state]);
}

export function useNextIssue(violations: Parameters<typeof listed>[0], show: (cells: readonly CellAt[]) => void): (back: boolean) => void {
  const [at, setAt] = useState(-1);
  return useCallback(
    (back) => {
      const all = listed(violations).filter((violation) => violation.cells.length > 0 && firstDate(violation) !== "");
      if (all.length === 0) return;
      const next = (at + (back ? -1 : 1) + all.length) % all.length;
      setAt(next);
      show(all[next]!.cells.map(({ staff_id, date }) => ({ staffId: staff_id, date })));
    },
    [violations, show, at],
  );
}

export function useNews(
  controller: GridController,
  {
    generate,
    help,
    note,
    nextIssue,
    closeDiff,
  }: { generate: (() => void) | null; help: () => void; note: () => void; nextIssue: (back: boolean) => void; closeDiff: () => void },
): void {
  const { toasts, spoken } = useApp();
  useEffect(
    () =>
      controller.news.on((news) => {
        switch (news.kind) {
          case "stayed":
            return toasts.say(words.toast.lockedStayed(news.count), [{ label: words.toast.setToo, run: news.setToo }]);
          case "notUnderstood":
            return toasts.say(words.toast.notUnderstood(news.values.slice(0, 5).join(", ")), [], "alert");
          case "spoken":
            return spoken.set(news.text);
          case "saved":
            return toasts.say(words.grid.saved);
          case "generate":
            return generate?.();
          case "help":
            return help();
          case "note":
            return note();
          case "issue":
            return nextIssue(news.back);
          case "oneBlock":
            return toasts.say(words.find.oneBlock);
          case "pasteByKey":
            return toasts.say(words.find.menu.pasteByKey);
          case "copyByKey":
            return toasts.say(words.find.menu.copyByKey);
          case "closeDiff":
            return closeDiff();
          // Drawn over the grid, by those who listen there.
          case "hint":
          case "preview":
          case "find":
          case "part":
            return;
        }
      }),
    [controller, toasts, spoken, generate, help, note, nextIssue, closeDiff],
  );
}

/** True while Alt is held by itself: with a result open, the grid as it is now shows through. */
export function useAltHeld(isWanted: boolean): boolean {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (!isWanted) return;
    const down = (event: KeyboardEvent) => setHeld(event.key === "Alt" && !event.ctrlKey && !event.metaKey && !event.shiftKey);
    const up = (event: KeyboardEvent) => {
      if (event.key !== "Alt") return;
      setHeld(false);
      // Else some browsers go to their own menu now.
      event.preventDefault();
    };
    const away = () => setHeld(false);
    document.addEventListener("keydown", down);
    document.addEventListener("keyup", up);
    window.addEventListener("blur", away);
    return () => {
      away();
      document.removeEventListener("keydown", down);
      document.removeEventListener("keyup", up);
      window.removeEventListener("blur", away);
    };
  }, [isWanted]);
  return isHeld;
}
