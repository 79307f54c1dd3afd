// While a period is being solved: the cells that anybody changes meanwhile are marked at once, since the result will leave them.
import { useEffect } from "react";
import type { LivePeriod } from "../sync/live";
import { isGoing, type Run } from "../sync/runs";
import type { GridController } from "./controller";
import { cellKey } from "./scene";

/** Only from when the solver has its grid: what is edited while the run waits in the queue is a part of that. */
export function useKept(controller: GridController, live: LivePeriod, run: Run | null): void {
  const runId = run && isGoing(run) && run.state === "running" ? run.id : null;
  useEffect(() => {
    if (runId === null) return;
    const kept = new Set<string>();
    controller.overlay({ view: "now", diff: new Map(), kept });
    const stop = live.events.on((event) => {
      if (event.kind === "cells") for (const { staffId, date } of event.cells) kept.add(cellKey(staffId, date));
    });
    return () => {
      stop();
      controller.overlay(null);
    };
  }, [controller, live, runId]);
}
