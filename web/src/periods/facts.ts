// What a row says of its period beyond its header: cover and broken must-rules, as the hub counts them, of periods in view.
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { type RefObject, useEffect, useState } from "react";
import { useApp } from "../app/app";
import { http } from "../app/http";
import type { Dashboard } from "../generated/api";
import type { Client } from "../sync/client";
import type { ListedPeriod } from "./list";

export interface Facts {
  /** Days × cover rules that ask for somebody, and those of them that hold. */
  readonly coverDays: number;
  readonly coverHeld: number;
  readonly broken: number;
}

export function factsOf({ statistics: { sums, rules } }: Pick<Dashboard, "statistics">): Facts {
  const broken = rules.filter(({ enforcement, breaches }) => enforcement === "hard" && breaches > 0);
  return { coverDays: sums.cover_days, coverHeld: sums.cover_held, broken: broken.length };
}

/** Counted again when the period or the rules are at another version; the old figures stand until then. */
export function useFacts(client: Client, period: ListedPeriod, isSeen: boolean): UseQueryResult<Facts, Error> {
  const { auth } = useApp();
  const path = `/periods/${encodeURIComponent(period.id)}/dashboard`;
  return useQuery<Facts>(
    {
      queryKey: [path, "facts", period.version, client.workspace.version],
      queryFn: async () => factsOf(await auth.json<Dashboard>(path)),
      enabled: isSeen && !period.archived,
      placeholderData: (before) => before,
      retry: false,
    },
    http,
  );
}

/** True from when an element was first in view. */
export function useIsSeen(element: RefObject<HTMLElement | null>): boolean {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    const shown = element.current;
    if (!shown || isSeen) return;
    const observer = new IntersectionObserver((entries) => setSeen(entries.some(({ isIntersecting }) => isIntersecting)));
    observer.observe(shown);
    return () => observer.disconnect();
  }, [element, isSeen]);
  return isSeen;
}
