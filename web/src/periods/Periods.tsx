// The list of periods: rows on a wide screen, cards on a narrow one.
import { LogOut } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { Link } from "wouter";
import { useApp } from "../app/app";
import { ConnectionChip } from "../frame/Chip";
import { Frame, Logo, ThemeSwitch } from "../frame/Frame";
import { Problem } from "../sync/auth";
import type { Client } from "../sync/client";
import { Button, IconButton } from "../ui/Controls";
import { useIsNarrow, useSignal } from "../ui/hooks";
import { words } from "../words";

export interface ListedPeriod {
  id: string;
  name: string;
  start_date: string;
  end_date: string;
  status: "draft" | "published" | "closed";
  version: number;
  staff_count: number;
}

type Loaded = { state: "loading" } | { state: "failed"; code: string } | { state: "loaded"; periods: readonly ListedPeriod[] };

/** Read over HTTP, and again whenever the workspace says that its periods moved. */
export function usePeriods(client: Client): { loaded: Loaded; again: () => void } {
  const { auth } = useApp();
  const [loaded, setLoaded] = useState<Loaded>({ state: "loading" });
  const again = useCallback(() => {
    auth.json<{ items: ListedPeriod[] }>("/periods?limit=200").then(
      ({ items }) => setLoaded({ state: "loaded", periods: items }),
      (problem: unknown) => {
        if (!(problem instanceof Problem)) throw problem;
        setLoaded((before) => (before.state === "loaded" ? before : { state: "failed", code: problem.code }));
      },
    );
  }, [auth]);
  useEffect(() => {
    again();
    return client.workspace.events.on((kind) => {
      if (kind === "period" || kind === "all") again();
    });
  }, [again, client]);
  return { loaded, again };
}

export function PeriodsScreen({ client }: { client: Client }) {
  const { loaded, again } = usePeriods(client);
  const welcome = useSignal(client.welcome);
  const isNarrow = useIsNarrow();
  const { auth } = useApp();
  return (
    <Frame here="periods">
      <header className="bar">
        {isNarrow && <Logo />}
        <h1>
          <span className="crumb">{welcome?.workspace.name ?? ""}</span>
          <span className="crumb-gap" aria-hidden="true">
            /
          </span>
          {words.periods.title}
        </h1>
        <span className="bar-gap" />
        <ConnectionChip client={client} />
        <ThemeSwitch />
        {isNarrow && (
          <IconButton label={words.frame.signOut} onClick={() => void auth.logout()}>
            <LogOut size={18} />
          </IconButton>
        )}
      </header>
      <main className="periods">
        <PeriodList loaded={loaded} onAgain={again} />
      </main>
    </Frame>
  );
}

function PeriodList({ loaded, onAgain }: { loaded: Loaded; onAgain: () => void }) {
  if (loaded.state === "loading") {
    return (
      <ul className="period-list" aria-busy="true" aria-label={words.frame.loading}>
        {[0, 1, 2].map((n) => (
          <li key={n} className="period-row is-loading">
            <i />
            <i />
            <i />
          </li>
        ))}
      </ul>
    );
  }
  if (loaded.state === "failed") {
    return (
      <div className="blank">
        <p>{words.periods.failed}</p>
        <p className="hint">{loaded.code}</p>
        <Button onClick={onAgain}>{words.frame.retry}</Button>
      </div>
    );
  }
  if (loaded.periods.length === 0) {
    return (
      <div className="blank">
        <p>{words.periods.empty}</p>
        <p className="hint">{words.periods.emptyHint}</p>
      </div>
    );
  }
  return (
    <ul className="period-list">
      <li className="period-row period-head" aria-hidden="true">
        <span>{words.periods.name}</span>
        <span>{words.periods.dates}</span>
        <span>{words.periods.people}</span>
        <span>{words.periods.status}</span>
      </li>
      {loaded.periods.map((period) => (
        <li key={period.id}>
          <Link href={`/periods/${encodeURIComponent(period.id)}`} className="period-row">
            <strong>{period.name}</strong>
            <span>{words.dates(period.start_date, period.end_date)}</span>
            <span>{words.people(period.staff_count)}</span>
            <span className={`tag is-${period.status}`}>{words.periods[period.status]}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
