// How a run is asked for, and what is said when it can't be.
import { useCallback, useEffect, useState } from "react";
import { useApp } from "../app/app";
import type { Config } from "../generated/api";
import type { Selected } from "../grid/selected";
import { Problem } from "../sync/auth";
import type { Answer } from "../sync/client";
import type { RunOptions } from "../sync/wire";
import { words } from "../words";

export interface RunChoices {
  startFrom: "current" | "empty";
  /** `kept`: whatever the configuration says, which is more than the panel can show. */
  scope: "all" | "empty" | "selection" | "kept";
  engine: NonNullable<RunOptions["engine"]>;
  seed: number;
  /** Null: what this device took last. */
  timeLimit_s: number | null;
  config: Config | null;
  /** What there is to choose from. */
  configs: readonly Config[];
}

export const DEFAULT_CHOICES: RunChoices = {
  startFrom: "current",
  scope: "all",
  engine: "cpsat",
  seed: 1,
  timeLimit_s: null,
  config: null,
  configs: [],
};

/** The choices as a configuration has them; null: as without any. */
export function withConfig(choices: RunChoices, config: Config | null): RunChoices {
  const options = config?.options ?? {};
  return {
    ...choices,
    config,
    startFrom: options.start_from ?? DEFAULT_CHOICES.startFrom,
    scope: scopeOf(options.scope),
    engine: options.engine ?? DEFAULT_CHOICES.engine,
    seed: options.seed ?? DEFAULT_CHOICES.seed,
    timeLimit_s: options.time_limit_s ?? null,
  };
}

function scopeOf(scope: RunOptions["scope"]): RunChoices["scope"] {
  if (!scope) return "all";
  const isPart = [scope.staff_ids, scope.from, scope.to].some((part) => part !== null && part !== undefined);
  return isPart ? "kept" : scope.empty_only ? "empty" : "all";
}

/** What is sent is what the panel shows, so that a configuration that somebody changes meanwhile can't surprise. */
export function optionsOf(choices: RunChoices, timeLimit_s: number, selected: Selected | null): RunOptions {
  const { startFrom, scope, engine, seed, config } = choices;
  const cells = scope === "selection" ? (selected?.cells() ?? []) : [];
  const dates = cells.map(({ date }) => date).sort();
  const picked: Record<Exclude<RunChoices["scope"], "kept">, RunOptions["scope"]> = {
    empty: { empty_only: true },
    selection: {
      staff_ids: [...new Set(cells.map(({ staffId }) => staffId))],
      from: dates[0] ?? null,
      to: dates.at(-1) ?? null,
      empty_only: false,
    },
    all: null,
  };
  return {
    engine,
    time_limit_s: choices.timeLimit_s ?? timeLimit_s,
    start_from: startFrom,
    seed,
    ...(scope === "kept" ? {} : { scope: picked[scope] ?? null }),
    // Whether the result is applied by itself is the configuration's own affair.
    ...(config ? { config_id: config.id } : { apply: "none" }),
  };
}

const CONFIGS_MAX = 200;

/** The choices of the period's screen, which begin as the workspace's default configuration has them. */
export function useRunChoices(): [RunChoices, (choices: RunChoices) => void] {
  const { auth } = useApp();
  const [choices, setChoices] = useState(DEFAULT_CHOICES);
  useEffect(() => {
    let isGone = false;
    auth.json<{ items: readonly Config[] }>(`/configs?limit=${CONFIGS_MAX}`).then(
      ({ items }) => {
        if (isGone) return;
        const standard = items.find(({ is_default }) => is_default) ?? null;
        const configs = [...items].sort((a, b) => a.name.localeCompare(b.name));
        setChoices((before) => ({ ...(before === DEFAULT_CHOICES && standard ? withConfig(before, standard) : before), configs }));
      },
      // Without them one generates as before.
      (problem: unknown) => {
        if (!(problem instanceof Problem)) throw problem;
      },
    );
    return () => {
      isGone = true;
    };
  }, [auth]);
  return [choices, setChoices];
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
