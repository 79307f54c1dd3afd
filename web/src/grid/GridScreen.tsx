// The grid's screen: opens the period and chooses how its parts lie, on a wide screen or on a phone.
import { useEffect, useMemo } from "react";
import { Link } from "wouter";
import { useApp } from "../app/app";
import { Frame } from "../frame/Frame";
import { Checker } from "../issues/checker";
import type { Client } from "../sync/client";
import { systemClock } from "../sync/clock";
import { useIsNarrow } from "../ui/hooks";
import { settings } from "../ui/settings";
import { words } from "../words";
import { rowsFrom } from "./address";
import { GridController } from "./controller";
import { GridHands } from "./GridHands";
import { geometryOf } from "./measure";
import { PhoneScreen } from "./PhoneScreen";
import { type Opened, useScreen } from "./screen";
import { today } from "./today";
import { WideScreen } from "./WideScreen";

export function GridScreen({ client, periodId }: { client: Client; periodId: string }) {
  const { auth, lastPeriod } = useApp();
  const opened = useMemo<Opened>(() => {
    const period = client.period(periodId);
    const geometry = () => geometryOf(document.querySelector(".grid-host") ?? document.documentElement);
    const { groupBy, totals } = settings.get();
    const rows = rowsFrom(new URLSearchParams(location.search), groupBy);
    const look = { rows, totals, hasShortFoot: false, isFootOpen: false, hasShortNames: false, hasInitials: false };
    const controller = new GridController({ client, period, today: today(), now: () => performance.now(), geometry }, look);
    return { client, period, controller, checker: new Checker(auth, systemClock, periodId) };
  }, [client, periodId, auth]);
  useEffect(() => {
    const { checker, period } = opened;
    const stop = period.live.events.on((event) => {
      if (event.kind !== "cells" || event.change !== null) checker.changed();
    });
    const stopRules = client.workspace.events.on(() => checker.changed());
    if (period.live.state) checker.changed();
    const release = client.holdPeriod(periodId);
    lastPeriod.set(periodId);
    return () => {
      stop();
      stopRules();
      checker.stop();
      release();
    };
  }, [client, periodId, opened, lastPeriod]);
  return <Shown key={periodId} opened={opened} />;
}

function Shown({ opened }: { opened: Opened }) {
  const isNarrow = useIsNarrow();
  const screen = useScreen(opened, isNarrow);
  if (screen.live.phase === "missing") {
    return (
      <Frame here="grid">
        <main className="blank">
          <p>{words.grid.missing}</p>
          <Link href="/" className="button is-plain">
            {words.frame.back}
          </Link>
        </main>
      </Frame>
    );
  }
  return (
    <>
      {isNarrow ? <PhoneScreen screen={screen} /> : <WideScreen screen={screen} />}
      <GridHands screen={screen} />
    </>
  );
}
