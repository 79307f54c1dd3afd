// What the grid's screen knows and does, whichever way its parts lie.
import { useCallback, useEffect, useMemo, useState } from "react";
import { useApp } from "../app/app";
import { useLookingBack, useShownCells } from "../history/useLookingBack";
import type { Checker } from "../issues/checker";
import { byCell } from "../issues/index";
import { optionsOf, useAnswer, useRunChoices } from "../runs/options";
import { standing as standingOf } from "../runs/result";
import type { Client, OpenPeriod } from "../sync/client";
import type { CellAt } from "../sync/document";
import { rangeOf } from "../sync/presence";
import { current, isGoing } from "../sync/runs";
import type { PresentUser } from "../sync/wire";
import { useFrameTick, useMedia, useSignal } from "../ui/hooks";
import { change, settings } from "../ui/settings";
import { words } from "../words";
import type { GridController } from "./controller";
import { useAltHeld, useNews, useNextIssue, useRuleName, useUnread } from "./hooks";
import type { ResultView } from "./scene";
import { useDensity } from "./useDensity";
import { useKept } from "./useKept";
import { usePrintKey } from "./usePrint";
import { useRows } from "./useRows";
import { useSolver } from "./useSolver";

export interface Opened {
  client: Client;
  period: OpenPeriod;
  controller: GridController;
  checker: Checker;
}

/** What the panel, or on a phone the sheet, shows. */
export type Tab = "run" | "issues" | "history" | "more";

export type Screen = ReturnType<typeof useScreen>;

export function useScreen({ client, period, controller, checker }: Opened, isNarrow: boolean) {
  const app = useApp();
  const { live } = period;
  const { periodId } = live;
  const look = useSignal(settings);
  const isTiny = useMedia("(max-width: 359px)");
  const rows = useRows(controller);
  const density = useDensity(isNarrow);
  const runs = useSignal(period.runs);
  const run = current(runs);
  const result = run?.result ?? null;
  const hasResult = result !== null;
  // Cells are the grid's own business; only a result over them has to be counted again here.
  const follow = useCallback(
    (listener: () => void) =>
      live.events.on((event) => {
        if (hasResult || event.kind !== "cells") listener();
      }),
    [live, hasResult],
  );
  const tick = useFrameTick(follow);
  const checked = useSignal(checker.found);
  // Who reads the welcome decides with it whether one may edit.
  useSignal(client.welcome);
  const ruleName = useRuleName(client);
  const told = useAnswer();
  const [tab, setTab] = useState<Tab | null>(null);
  const [view, setView] = useState<ResultView>("changes");
  const [choices, setChoices] = useRunChoices();
  const [hasKeys, setKeys] = useState(false);
  const [hasNote, setNote] = useState(false);
  const header = live.state?.header ?? null;
  const isPast = useLookingBack(
    controller,
    useCallback(() => setTab("history"), []),
  );
  useShownCells(controller);
  const isReadOnly = client.isReadOnly(periodId) || isPast;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tick says that the document moved
  const standing = useMemo(() => (result ? standingOf(result, live) : null), [result, live, tick]);

  const isFlicked = useAltHeld(standing !== null && view !== "now");
  useEffect(() => {
    controller.overlay(standing ? { view: isFlicked ? "now" : view, diff: standing.diff, kept: standing.kept } : null);
  }, [controller, standing, view, isFlicked]);
  useKept(controller, live, run);
  useEffect(() => {
    controller.issues(byCell(checked.violations, ruleName));
  }, [controller, checked, ruleName]);
  useEffect(() => {
    controller.set({ hasShortFoot: isNarrow, hasShortNames: isNarrow, hasInitials: isTiny, totals: look.totals });
  }, [controller, isNarrow, isTiny, look.totals]);
  useEffect(() => {
    document.title = header ? `${header.name} · ${words.product}` : words.product;
  }, [header]);
  useUnread(period);
  usePrintKey(periodId);

  const show = useCallback(
    (cells: readonly CellAt[]) => {
      controller.going.toAllOf(cells);
      if (isNarrow) setTab(null);
    },
    [controller, isNarrow],
  );
  const goTo = (user: PresentUser) => {
    const range = rangeOf(user.selection);
    if (range) show([range.from, range.to].map(({ staff_id, date }) => ({ staffId: staff_id, date })));
  };
  const toShow = useSignal(app.toShow);
  const hasState = live.state !== null;
  useEffect(() => {
    if (!hasState || toShow?.periodId !== periodId) return;
    app.toShow.set(null);
    show(toShow.cells);
  }, [app, hasState, periodId, show, toShow]);

  const hasSolver = useSolver();
  const canGenerate = !isReadOnly && hasSolver && !(run && isGoing(run)) && header?.staff.length !== 0;
  const isBare = live.state !== null && live.state.filled().next().done === true;
  const generate = useCallback(() => {
    setTab("run");
    setView("changes");
    change({ hasSeenFirst: true, isPanelOpen: true });
    void client.generate(periodId, optionsOf(choices, settings.get().timeLimit_s, controller.selected.get())).then(told);
  }, [client, periodId, choices, controller, told]);
  const nextIssue = useNextIssue(checked.violations, show);
  const help = useCallback(() => setKeys(true), []);
  const note = useCallback(() => setNote(true), []);
  const closeDiff = useCallback(() => setView("now"), []);
  useNews(controller, { generate: canGenerate ? generate : null, help, note, nextIssue, closeDiff });

  return {
    client,
    period,
    controller,
    live,
    periodId,
    header,
    name: header?.name ?? "",
    isReadOnly,
    isNarrow,
    run,
    result,
    standing,
    checked,
    ruleName,
    tab,
    setTab,
    view,
    setView,
    choices,
    setChoices,
    hasKeys,
    setKeys,
    hasNote,
    setNote,
    help,
    show,
    goTo,
    canGenerate,
    hasSolver,
    isBare,
    generate,
    rows,
    density,
    look,
  };
}
