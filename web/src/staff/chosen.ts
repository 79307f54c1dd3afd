// The period that the staff screen is held against: who is in it, in which order, with how many hours.
import { useSearchParams } from "wouter";
import { useApp } from "../app/app";
import { useHeld } from "../periods/held";
import { type ListedPeriod, usePeriods } from "../periods/list";
import type { Client, OpenPeriod } from "../sync/client";
import { useSignal } from "../ui/hooks";

export interface Chosen {
  readonly periods: readonly ListedPeriod[];
  readonly id: string | null;
  readonly name: string;
  readonly period: OpenPeriod | null;
  /** In the order of the grid; null until the period is here. */
  readonly staff: readonly string[] | null;
  readonly isClosed: boolean;
  readonly choose: (periodId: string) => void;
}

/** By the address, else the one that was open last, else the newest that isn't closed. */
export function useChosenPeriod(client: Client): Chosen {
  const { lastPeriod } = useApp();
  const last = useSignal(lastPeriod);
  const [search, setSearch] = useSearchParams();
  const { loaded } = usePeriods(client);
  const periods = loaded.state === "loaded" ? loaded.periods : NONE;
  const asked = search.get("period");
  const wanted =
    asked === "none"
      ? null
      : (periods.find(({ id }) => id === asked) ??
        periods.find(({ id }) => id === last) ??
        periods.find(({ status }) => status !== "closed") ??
        periods[0] ??
        null);
  const id = wanted?.id ?? null;
  const period = useHeld(client, id);
  const header = period?.live.periodId === id ? period?.live.state?.header : undefined;
  return {
    periods,
    id,
    name: header?.name || wanted?.name || "",
    period: header && period ? period : null,
    staff: header?.staff ?? null,
    isClosed: (header?.status ?? wanted?.status) === "closed",
    choose: (chosen) =>
      setSearch(
        (before) => {
          const after = new URLSearchParams(before);
          after.set("period", chosen || "none");
          return after;
        },
        { replace: true },
      ),
  };
}

const NONE: readonly ListedPeriod[] = [];
