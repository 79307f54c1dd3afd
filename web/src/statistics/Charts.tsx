// The figures as pictures; each mark leads to its cells.
import { lazy, Suspense } from "react";
import type { Dashboard } from "../generated/api";
import { words } from "../words";
import type { Around } from "./around";
import { CoverStrip } from "./CoverStrip";
import { runPoints } from "./figures";
import { PeopleBars } from "./PeopleBars";
import { RuleBars } from "./RuleBars";

const RunChart = lazy(() => import("./RunChart"));

export function Charts({ data, around }: { data: Dashboard; around: Around }) {
  const say = words.statistics;
  const runs = runPoints(data.runs);
  return (
    <>
      <CoverStrip data={data} around={around} />
      <PeopleBars data={data} around={around} />
      <div className="two-up">
        <RuleBars data={data} around={around} />
        <section className="figure" aria-labelledby="runs-title">
          <header>
            <h2 id="runs-title">{say.runs.title}</h2>
            <p className="hint">{runs.length > 0 ? say.runs.lede : say.runs.none}</p>
          </header>
          {runs.length > 0 && (
            <Suspense fallback={<div className="run-chart" aria-busy="true" />}>
              <RunChart points={runs} />
            </Suspense>
          )}
        </section>
      </div>
    </>
  );
}
