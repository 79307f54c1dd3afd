// Parts of the grid's screen that both layouts hold: the grid itself, the panels, Generate, the strip of a run.
import { Loader } from "lucide-react";
import { IssuesPanel } from "../issues/IssuesPanel";
import { RunPanel } from "../runs/RunPanel";
import { isGoing } from "../sync/runs";
import { Button } from "../ui/Controls";
import { words } from "../words";
import { Loading } from "./Around";
import { Grid } from "./Grid";
import type { Screen } from "./screen";

export function GenerateButton({ screen }: { screen: Screen }) {
  if (screen.isReadOnly) return null;
  return (
    <Button look="primary" className="generate" icon={<Loader size={16} />} disabled={!screen.canGenerate} onClick={screen.generate}>
      {words.run.generate}
    </Button>
  );
}

/** On every screen of the period while it is being solved. */
export function Strip({ screen: { run } }: { screen: Screen }) {
  if (!run || !isGoing(run)) return null;
  return (
    <div className="strip" aria-hidden="true">
      <i style={{ transform: `scaleX(${Math.max(0.01, run.progress)})` }} />
    </div>
  );
}

export function GridArea({ screen: { live, header, controller, density } }: { screen: Screen }) {
  return (
    <div className={`grid-area${live.phase === "asked" && live.state ? " is-catching-up" : ""}`}>
      <Grid controller={controller} density={density} />
      {!live.state && <Loading />}
      {header?.staff.length === 0 && (
        <div className="blank is-over">
          <p>{words.grid.noPeople}</p>
          <p className="hint">{words.grid.noPeopleHint}</p>
        </div>
      )}
    </div>
  );
}

export function Panel({ screen, tab }: { screen: Screen; tab: "run" | "issues" }) {
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
