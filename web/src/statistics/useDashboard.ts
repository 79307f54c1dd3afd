// A period's figures, read again as the document moves.
import { useEffect } from "react";
import { forget, useRead } from "../app/http";
import type { Dashboard } from "../generated/api";
import type { Client } from "../sync/client";

/** Who drags cells around makes several changes a second. */
const AFTER_MS = 700;

export function useDashboard(client: Client, periodId: string) {
  const path = `/periods/${encodeURIComponent(periodId)}/dashboard`;
  const read = useRead<Dashboard>(path);
  useEffect(() => {
    const letGo = client.holdPeriod(periodId);
    const { live, runs } = client.period(periodId);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void forget(path);
      }, AFTER_MS);
    };
    const stops = [
      live.events.on((event) => {
        // Our own edits count once the hub has them.
        if (event.kind !== "phase" && (event.kind !== "cells" || event.change !== null)) soon();
      }),
      client.workspace.events.on(soon),
      runs.subscribe(soon),
    ];
    return () => {
      for (const stop of stops) stop();
      clearTimeout(timer);
      letGo();
    };
  }, [client, periodId, path]);
  return read;
}
