// Generating: options before, progress while it runs, the result to take or to leave.
import { Check, CircleStop, Lock, TriangleAlert } from "lucide-react";
import { useState } from "react";
import type { GridController } from "../grid/controller";
import type { ResultView } from "../grid/scene";
import type { Answer, Client, OpenPeriod } from "../sync/client";
import type { CellAt } from "../sync/document";
import { current, isGoing, type Run } from "../sync/runs";
import type { ScheduleGeneratedPayload } from "../sync/wire";
import { Button, Choice, Segments } from "../ui/Controls";
import { useSignal } from "../ui/hooks";
import { change, settings } from "../ui/settings";
import { words } from "../words";
import { Chart } from "./Chart";
import { Clash } from "./Clash";
import { MoreOptions } from "./MoreOptions";
import { type RunChoices, useAnswer } from "./options";
import { byRule, effects, keyOf, mustCounts, type Standing } from "./result";
import "./runs.css";

export interface RunPanelProps {
  client: Client;
  period: OpenPeriod;
  isReadOnly: boolean;
  standing: Standing | null;
  view: ResultView;
  onView: (view: ResultView) => void;
  controller: GridController;
  onShow: (cells: readonly CellAt[]) => void;
  options: RunChoices;
  onOptions: (options: RunChoices) => void;
  ruleName: (ruleId: string) => string;
}

const TIME_LIMITS = [5, 10, 30, 60, 120, 300] as const;

export function RunPanel(props: RunPanelProps) {
  const runs = useSignal(props.period.runs);
  const run = current(runs);
  const last = runs[0] ?? null;
  if (run && isGoing(run)) return <Running {...props} run={run} />;
  if (run?.result && props.standing) return <Ready {...props} run={run} result={run.result} standing={props.standing} />;
  return <Before {...props} last={last} runs={runs} />;
}

function Before({ isReadOnly, options, onOptions, last, runs }: RunPanelProps & { last: Run | null; runs: readonly Run[] }) {
  const device = useSignal(settings);
  const limit_s = options.timeLimit_s ?? device.timeLimit_s;
  const limits = [...new Set([...TIME_LIMITS, limit_s])].sort((a, b) => a - b);
  const say = words.run;
  return (
    <div className="run">
      <h2>{say.heading}</h2>
      <p className="lede">{isReadOnly ? say.readOnly : say.lede}</p>
      {last && (last.state === "failed" || last.state === "lost") && (
        <p role="alert" className="wrong">
          {last.state === "lost" ? say.lost : `${say.failed}. ${last.ended?.message ?? last.message}`}
        </p>
      )}
      {!isReadOnly && (
        <>
          <Choice
            label={say.timeLimit}
            value={String(limit_s)}
            options={limits.map((limit) => [String(limit), words.seconds(limit).replace(/\.0/, "")] as const)}
            onChange={(limit) => {
              change({ timeLimit_s: Number(limit) });
              onOptions({ ...options, timeLimit_s: null });
            }}
          />
          <Choice
            label={say.scope}
            value={options.scope}
            options={[
              ["all", say.scopeAll],
              ["empty", say.scopeEmpty],
              ["selection", say.scopeSelection],
              ...(options.scope === "kept" ? [["kept", words.configs.run.asKept] as const] : []),
            ]}
            onChange={(scope) => onOptions({ ...options, scope })}
          />
          <Choice
            label={say.startFrom}
            value={options.startFrom}
            options={[
              ["current", say.startCurrent],
              ["empty", say.startEmpty],
            ]}
            onChange={(startFrom) => onOptions({ ...options, startFrom })}
          />
          <MoreOptions options={options} onOptions={onOptions} />
        </>
      )}
      <Earlier runs={runs} />
    </div>
  );
}

function Earlier({ runs }: { runs: readonly Run[] }) {
  const over = runs.filter((run) => !isGoing(run)).slice(0, 8);
  if (over.length === 0) return null;
  return (
    <>
      <h3>{words.run.earlier}</h3>
      <ul className="earlier">
        {over.map((run) => (
          <li key={run.id}>
            <span>{run.score ? `${words.number(run.score.soft)} ${words.run.wishPoints}` : words.run.states[run.state]}</span>
            <span className="hint">{[run.score ? words.run.states[run.state] : null, run.by].filter(Boolean).join(" · ")}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Figures({
  must,
  mustLabel,
  before,
  soft,
  gap,
}: {
  must: number | null;
  mustLabel: string;
  before: number | null;
  soft: number | null;
  gap: number | null;
}) {
  const say = words.run;
  return (
    <dl className="figures">
      <div>
        <dd>{must === null ? "–" : words.number(must)}</dd>
        <dt>
          {mustLabel}
          {before !== null && before !== must && <>, {say.before(before)}</>}
        </dt>
      </div>
      <div>
        <dd>{soft === null ? "–" : words.number(soft)}</dd>
        <dt>{say.wishPoints}</dt>
      </div>
      <div>
        <dd>{gap === null ? "–" : words.percent(gap)}</dd>
        <dt>{gap === null ? say.noGap : say.gap}</dt>
      </div>
    </dl>
  );
}

function Running({ client, run, isReadOnly }: RunPanelProps & { run: Run }) {
  const told = useAnswer();
  const say = words.run;
  const [isEnding, setEnding] = useState(false);
  const end = (act: Promise<Answer>) => {
    setEnding(true);
    void act.then((answer) => {
      told(answer);
      if (answer.kind === "error") setEnding(false);
    });
  };
  const phase = run.state === "queued" ? say.queued(run.queuePosition) : say.stage[run.stage];
  return (
    <div className="run">
      <h2>
        {say.generating}
        <span className="hint">{say.by(words.seconds(run.elapsed_s), firstName(run.by))}</span>
      </h2>
      <div
        className="progress"
        role="progressbar"
        aria-label={say.generating}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(run.progress * 100)}
        aria-valuetext={phase}
      >
        <i style={{ transform: `scaleX(${Math.max(0.01, Math.min(1, run.progress))})` }} />
      </div>
      <p className="phase">{phase}</p>
      <Figures must={run.score?.hard ?? null} mustLabel={say.mustPoints} before={null} soft={run.score?.soft ?? null} gap={run.gap} />
      <Chart curve={run.curve} elapsed_s={run.elapsed_s} />
      {!isReadOnly && (
        <div className="acts">
          <Button
            look="primary"
            disabled={isEnding || run.score === null}
            icon={<Check size={16} />}
            onClick={() => end(client.finish(run.id))}
          >
            {say.finish}
          </Button>
          <Button disabled={isEnding} icon={<CircleStop size={16} />} onClick={() => end(client.cancel(run.id))}>
            {say.cancel}
          </Button>
        </div>
      )}
    </div>
  );
}

function Ready({
  client,
  period,
  run,
  result,
  standing,
  view,
  onView,
  controller,
  isReadOnly,
  onShow,
  ruleName,
}: RunPanelProps & { run: Run; result: ScheduleGeneratedPayload; standing: Standing }) {
  const told = useAnswer();
  const say = words.run;
  const [isBusy, setBusy] = useState(false);
  const selected = useSignal(controller.selected);
  const { after, before } = mustCounts(result);
  const count = standing.changes.length;
  const isRange = selected !== null && selected.count > 1;
  const part = isRange ? selected.cells().filter(({ staffId, date }) => standing.diff.has(`${staffId}/${date}`)) : [];
  const act = (answer: Promise<Answer>) => {
    setBusy(true);
    void answer.then((got) => {
      told(got);
      setBusy(false);
    });
  };
  return (
    <div className="run">
      <h2>
        {say.ready}
        <span className="hint">{say.by(words.seconds(run.elapsed_s), firstName(run.by))}</span>
      </h2>
      <Figures must={after} mustLabel={say.mustBroken(after)} before={before} soft={result.score.soft} gap={run.gap} />
      {run.curve.length > 0 && <Chart curve={run.curve} elapsed_s={run.elapsed_s} />}
      {result.status === "infeasible" && result.explanation && (
        <Clash explanation={result.explanation} staff={period.live.state?.header.staff ?? []} ruleName={ruleName} onShow={onShow} />
      )}
      <p className="note">
        <strong>{count > 0 ? say.wouldChange(count) : say.nothingToChange}</strong> {standing.kept.size > 0 && say.kept(standing.kept.size)}
      </p>
      <Segments
        label={say.viewsLabel}
        value={view}
        onChange={onView}
        options={[
          ["changes", say.views.changes],
          ["result", say.views.result],
          ["now", say.views.now],
        ]}
      />
      {!isReadOnly && (
        <div className="acts">
          <Button
            look="primary"
            disabled={isBusy || count === 0}
            icon={<Check size={16} />}
            onClick={() => act(client.apply(run.id, null))}
          >
            {say.apply(count)}
          </Button>
          <Button disabled={isBusy} onClick={() => act(client.discard(run.id))}>
            {say.discard}
          </Button>
        </div>
      )}
      {!isReadOnly && part.length > 0 && part.length < count && (
        <Button className="is-wide" disabled={isBusy} onClick={() => act(client.apply(run.id, part))}>
          {say.applySelection(part.length)}
        </Button>
      )}
      <Effects result={result} onShow={onShow} ruleName={ruleName} />
    </div>
  );
}

function Effects({
  result,
  onShow,
  ruleName,
}: {
  result: ScheduleGeneratedPayload;
  onShow: RunPanelProps["onShow"];
  ruleName: RunPanelProps["ruleName"];
}) {
  const [isWhole, setWhole] = useState(false);
  const all = effects(result);
  if (all.length === 0) return null;
  const shown = isWhole ? all.map((effect) => ({ ...effect, others: 0, points: effect.violation.points })) : byRule(all);
  const icons = {
    mended: <Check size={16} className="is-ok" aria-label={words.run.mended} />,
    worsened: <TriangleAlert size={16} className="is-warn" aria-label={words.run.worsened} />,
    still: <Lock size={16} className="is-danger" aria-label={words.run.stillBroken} />,
  };
  return (
    <section className="effects">
      <h3>{words.run.whatItDoes}</h3>
      <ul>
        {shown.map(({ kind, violation, others, points }) => (
          <li key={`${kind} ${keyOf(violation)}`}>
            <button type="button" onClick={() => onShow(violation.cells.map(({ staff_id, date }) => ({ staffId: staff_id, date })))}>
              {icons[kind]}
              <span>
                <strong>{ruleName(violation.rule_id)}</strong>
                <span>{words.run.effect(kind, violation.message, others)}</span>
              </span>
              <span className="points">{kind === "mended" ? "" : `−${words.number(points)}`}</span>
            </button>
          </li>
        ))}
      </ul>
      {shown.length < all.length && (
        <Button look="quiet" onClick={() => setWhole(true)}>
          {words.run.showAll(all.length)}
        </Button>
      )}
    </section>
  );
}

const firstName = (name: string | null): string | null => name?.split(" ")[0] ?? null;
