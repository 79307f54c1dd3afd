// Tells the sync core's notices on whichever screen the page is, and leads to what they are about.
import { useEffect } from "react";
import { useLocation } from "wouter";
import { useApp } from "../app/app";
import { Gathering } from "../conflicts/gathering";
import { readInbox } from "../conflicts/reading";
import { tell } from "../grid/notices";
import type { Client } from "../sync/client";
import { systemClock } from "../sync/clock";
import { words } from "../words";

export function Notices({ client }: { client: Client }) {
  const app = useApp();
  const [, go] = useLocation();
  useEffect(() => {
    const { toasts } = app;
    const copy = (text: string) => {
      navigator.clipboard.writeText(text).then(
        () => toasts.say(words.conflicts.told.copied),
        () => toasts.say(text),
      );
    };
    const show: Parameters<typeof tell>[1]["show"] = (periodId, cells) => {
      const path = `/periods/${encodeURIComponent(periodId)}`;
      app.toShow.set({ periodId, cells });
      if (location.pathname !== path) go(path);
    };
    const gathering = new Gathering(systemClock, (notice) => tell(notice, { client, toasts, show, go, copy }));
    const stop = client.notices.on((notice) => gathering.offer(notice));
    return () => {
      stop();
      gathering.flush();
    };
  }, [client, app, go]);
  useEffect(() => {
    const read = () => void readInbox(app.auth, client);
    const stops = [
      client.welcome.subscribe(read),
      client.notices.on((notice) => {
        if (notice.kind === "conflict" && notice.payload.outcome === "pending") read();
      }),
    ];
    if (client.welcome.get()) read();
    return () => {
      for (const stop of stops) stop();
    };
  }, [client, app]);
  return null;
}
