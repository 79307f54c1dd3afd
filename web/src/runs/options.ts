// How a run is asked for, and what is said when it can't be.
import { useCallback } from "react";
import { useApp } from "../app/app";
import type { Selected } from "../grid/controller";
import type { Answer } from "../sync/client";
import type { RunOptions } from "../sync/wire";
import { words } from "../words";

export interface RunChoices {
  startFrom: "current" | "empty";
  scope: "all" | "empty" | "selection";
}

export const DEFAULT_CHOICES: RunChoices = { startFrom: "current", scope: "all" };

export function optionsOf({ startFrom, scope }: RunChoices, timeLimit_s: number, selected: Selected | null): RunOptions {
  const cells = scope === "selection" ? (selected?.cells() ?? []) : [];
  const dates = cells.map(({ date }) => date).sort();
  const picked = {
    empty: { empty_only: true },
    selection: {
      staff_ids: [...new Set(cells.map(({ staffId }) => staffId))],
      from: dates[0] ?? null,
      to: dates.at(-1) ?? null,
      empty_only: false,
    },
    all: null,
  }[scope];
  return {
    engine: "cpsat",
    time_limit_s: timeLimit_s,
    start_from: startFrom,
    apply: "none",
    seed: 1,
    ...(picked ? { scope: picked } : {}),
  };
}

/** Says why an act on a run came to nothing. */
export function useAnswer(): (answer: Answer) => void {
  const { toasts } = useApp();
  return useCallback(
    (answer) => {
      if (answer.kind !== "error") return;
      const { code, message } = answer.payload;
      if (code === "solver_unavailable") toasts.say(words.run.unavailable, [], "alert");
      else if (code === "solver_busy") toasts.say(words.run.busy, [], "alert");
      else toasts.say(words.run.notStarted(message), [], "alert");
    },
    [toasts],
  );
}
