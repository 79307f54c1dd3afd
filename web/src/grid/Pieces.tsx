// Parts of the grid's screen that both layouts hold: the grid itself, the panels, Generate, the strip of a run.
import { Loader } from "lucide-react";
import { lazy, Suspense } from "react";
import { IssuesPanel } from "../issues/IssuesPanel";
import { RunPanel } from "../runs/RunPanel";
import { isGoing } from "../sync/runs";
import { Button } from "../ui/Controls";
import { useSignal } from "../ui/hooks";
import { words } from "../words";
import { Loading } from "./Around";
import { Grid } from "./Grid";
import { GridState } from "./States";
import type { Screen } from "./screen";

const HistoryPanel = lazy(() => import("../history/HistoryPanel"));
const PastBar = lazy(() => import("../history/PastBar"));

export function GenerateButton({ screen }: { screen: Screen }) {
  if (screen.isReadOnly) return null;
  const { canGenerate, hasSolver, isBare, generate } = screen;
  return (
    <Button
      look="primary"
      className={`generate${isBare && canGenerate ? " is-inviting" : ""}`}
      icon={<Loader size={16} />}
      disabled={!canGenerate}
      title={hasSolver ? undefined : words.rows.solverAway}
      onClick={generate}
    >
      {words.run.generate}
    </Button>
  );
}

/** On every screen of the period while it is being solved. */
export function Strip({ screen: { run } }: { screen: Screen }) {
  if (!run || !isGoing(run)) return null;
  const points = run.score && run.score.hard === 0 ? words.number(run.score.soft) : null;
  return (
    <div className="strip" aria-hidden="true">
      <i style={{ transform: `scaleX(${Math.max(0.01, run.progress)})` }} />
      <p>{words.run.strip(words.seconds(run.elapsed_s), points)}</p>
    </div>
  );
}

export function GridArea({ screen }: { screen: Screen }) {
  const { client, live, controller, density } = screen;
  const past = useSignal(controller.past);
  return (
    <>
      <Suspense>{past && <PastBar client={client} controller={controller} live={live} picture={past} />}</Suspense>
      <div className={`grid-area${live.phase === "asked" && live.state ? " is-catching-up" : ""}`}>
        <Grid controller={controller} density={density} />
        {!live.state && <Loading />}
        {live.state && <GridState screen={screen} />}
      </div>
    </>
  );
}

export function Panel({ screen, tab }: { screen: Screen; tab: "run" | "issues" | "history" }) {
  if (tab === "history") {
    return (
      <Suspense>
        <HistoryPanel
          client={screen.client}
          controller={screen.controller}
          live={screen.live}
          onLook={() => screen.isNarrow && screen.setTab(null)}
        />
      </Suspense>
    );
  }
  if (tab === "issues") return <IssuesPanel checked={screen.checked} ruleName={screen.ruleName} onShow={screen.show} />;
  return (
    <RunPanel
      client={screen.client}
      period={screen.period}
      controller={screen.controller}
      isReadOnly={screen.isReadOnly}
      standing={screen.standing}
      view={screen.view}
      onView={screen.setView}
      onShow={screen.show}
      options={screen.choices}
      onOptions={screen.setChoices}
      ruleName={screen.ruleName}
    />
  );
}
