// The list of periods: read over HTTP, and again whenever something of it may have moved.
import { useCallback, useEffect, useState } from "react";
import { useApp } from "../app/app";
import type { Listed_Period_, Period } from "../generated/api";
import { type Auth, Problem } from "../sync/auth";
import type { Client } from "../sync/client";

export type ListedPeriod = Period;

export type Loaded = { state: "loading" } | { state: "failed"; code: string } | { state: "loaded"; periods: readonly ListedPeriod[] };

const PAGE = 200;
const PAGES_MAX = 10;
const AGAIN_MS = 10_000;

async function read(auth: Auth, withArchived: boolean): Promise<ListedPeriod[]> {
  const all: ListedPeriod[] = [];
  let cursor: string | null = "";
  for (let page = 0; page < PAGES_MAX && cursor !== null; page++) {
    const query = new URLSearchParams({
      limit: String(PAGE),
      ...(withArchived ? { archived: "true" } : {}),
      ...(cursor ? { cursor } : {}),
    });
    const listed: Listed_Period_ = await auth.json<Listed_Period_>(`/periods?${query}`);
    all.push(...listed.items);
    cursor = listed.next ?? null;
  }
  // The newest first: that is the one that is worked on.
  return all.sort((a, b) => (a.start_date === b.start_date ? (a.id < b.id ? -1 : 1) : a.start_date < b.start_date ? 1 : -1));
}

export function usePeriods(client: Client, withArchived = false): { loaded: Loaded; again: () => void } {
  const { auth } = useApp();
  const [loaded, setLoaded] = useState<Loaded>({ state: "loading" });
  const again = useCallback(() => {
    read(auth, withArchived).then(
      (periods) => setLoaded({ state: "loaded", periods }),
      (problem: unknown) => {
        if (!(problem instanceof Problem)) throw problem;
        setLoaded((before) => (before.state === "loaded" ? before : { state: "failed", code: problem.code }));
      },
    );
  }, [auth, withArchived]);
  useEffect(() => {
    again();
    return client.workspace.events.on((kind) => {
      if (kind === "period" || kind === "all") again();
    });
  }, [again, client]);
  return { loaded, again };
}

/** Names, dates and states are in the periods' own documents, which nobody follows from a list: while it is looked at it is read again. */
export function useFresh(again: () => void): void {
  useEffect(() => {
    const seen = () => {
      if (document.visibilityState === "visible") again();
    };
    const timer = setInterval(seen, AGAIN_MS);
    document.addEventListener("visibilitychange", seen);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [again]);
}
