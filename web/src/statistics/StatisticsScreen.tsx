// A period in figures: cover, people, rules, runs; as charts or as tables, always those of the grid as it is.
import { Table2 } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { useApp } from "../app/app";
import { ScreenFrame } from "../frame/ScreenFrame";
import type { Dashboard } from "../generated/api";
import { Problem } from "../sync/auth";
import type { Client } from "../sync/client";
import { Button, Segments } from "../ui/Controls";
import { useFrameTick, useIsNarrow } from "../ui/hooks";
import { words } from "../words";
import { type Around, aroundOf } from "./around";
import { Charts } from "./Charts";
import { Loading } from "./Loading";
import { Tables } from "./Tables";
import { Tiles } from "./Tiles";
import { useDashboard } from "./useDashboard";
import "./statistics.css";

type View = "charts" | "tables";

export default function StatisticsScreen({ client, periodId }: { client: Client; periodId: string }) {
  const { lastPeriod } = useApp();
  const [, go] = useLocation();
  const view: View = new URLSearchParams(useSearch()).get("view") === "tables" ? "tables" : "charts";
  const { data, error, refetch } = useDashboard(client, periodId);
  useFrameTick(client.workspace.events.on);
  useEffect(() => lastPeriod.set(periodId), [lastPeriod, periodId]);
  const isNarrow = useIsNarrow();
  const { live } = client.period(periodId);
  const name = live.state?.header.name;
  const path = `/periods/${encodeURIComponent(periodId)}`;
  // On a phone the bar has no room for it.
  const actions = data && data.statistics.people.length > 0 && (
    <Segments
      label={words.statistics.view}
      value={view}
      options={[
        ["charts", words.statistics.views.charts],
        ["tables", words.statistics.views.tables],
      ]}
      onChange={(to) => go(`${path}/statistics${to === "tables" ? "?view=tables" : ""}`, { replace: true })}
    />
  );
  return (
    <ScreenFrame
      client={client}
      here="statistics"
      title={name ? words.statistics.title(name) : words.frame.screens.statistics}
      actions={isNarrow ? null : actions}
    >
      {data ? (
        <Figures
          data={data}
          view={view}
          around={aroundOf(client, periodId, (query) => go(`${path}?${query}`))}
          path={path}
          isStale={error !== null}
          above={isNarrow ? actions : null}
        />
      ) : error ? (
        <Failed error={error} onAgain={() => void refetch()} path={path} />
      ) : (
        <Loading />
      )}
    </ScreenFrame>
  );
}

interface FiguresProps {
  data: Dashboard;
  view: View;
  around: Around;
  path: string;
  isStale: boolean;
  above: ReactNode;
}

function Figures({ data, view, around, path, isStale, above }: FiguresProps) {
  const say = words.statistics;
  if (data.statistics.people.length === 0) {
    return (
      <div className="blank is-page">
        <p>{say.nobody}</p>
        <Link href={path} className="button is-plain">
          {say.toGrid}
        </Link>
      </div>
    );
  }
  return (
    <div className="statistics">
      {above}
      {isStale && <p className="hint is-warn">{say.stale}</p>}
      <Tiles data={data} />
      {view === "charts" ? <Charts data={data} around={around} /> : <Tables data={data} around={around} />}
      <footer>
        <Link href={path} className="button is-quiet">
          <Table2 size={16} />
          {say.toGrid}
        </Link>
        <span className="hint">{words.grid.version(data.version)}</span>
      </footer>
    </div>
  );
}

function Failed({ error, onAgain, path }: { error: Error; onAgain: () => void; path: string }) {
  const say = words.statistics;
  const problem = error instanceof Problem ? error : null;
  return (
    <div className="blank is-page" role="alert">
      <p>{problem?.status === 404 ? say.missing : problem?.status === 422 ? say.unusable : say.failed}</p>
      {problem?.status === 422 && <p>{problem.message}</p>}
      {problem && <p className="hint">{say.code(problem.code)}</p>}
      {problem?.status === 422 ? (
        <Link href="/rules" className="button is-plain">
          {words.frame.screens.rules}
        </Link>
      ) : (
        <Button onClick={onAgain}>{words.frame.retry}</Button>
      )}
      <Link href={problem?.status === 404 ? "/" : path} className="button is-quiet">
        {problem?.status === 404 ? words.frame.back : say.toGrid}
      </Link>
    </div>
  );
}
