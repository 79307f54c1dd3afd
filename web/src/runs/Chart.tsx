// Wish points falling towards their lower limit: two step lines, our own.
import type { Point } from "../sync/runs";
import { words } from "../words";

const WIDTH = 296;
const HEIGHT = 112;
/** The axis ends at so many times the present score. */
const SHOWN_ABOVE_LAST = 4;
const PLOT = { left: 34, right: 288, top: 18, bottom: 90 };

/** A round number at or above, so that the axis reads well. */
function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 3, 4, 5, 7.5, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}

const short = (value: number): string => (value >= 1000 ? `${Math.round(value / 100) / 10}k` : String(Math.round(value)));

function steps(points: readonly { x: number; y: number }[], end: number): string {
  const [first, ...rest] = points;
  if (!first) return "";
  return `M${first.x.toFixed(1)},${first.y.toFixed(1)}${rest.map(({ x, y }) => `H${x.toFixed(1)}V${y.toFixed(1)}`).join("")}H${end.toFixed(1)}`;
}

export function Chart({ curve, elapsed_s }: { curve: readonly Point[]; elapsed_s: number }) {
  const scores = curve.filter((point) => point.score !== null);
  const last = scores.at(-1)?.score ?? null;
  if (last === null) return <div className="chart is-empty" />;
  const bound = curve.findLast((point) => point.bound !== null)?.bound ?? null;
  // The first grids are often a hundred times worse than what follows: the line comes in from above, and what matters can be seen.
  const worst = Math.max(...scores.map(({ score }) => score!));
  const most = roundUp(Math.max(Math.min(worst, SHOWN_ABOVE_LAST * last), bound ?? 0));
  const until = Math.max(elapsed_s, curve.at(-1)!.elapsed_s, 1);
  const x = (seconds: number) => PLOT.left + (seconds / until) * (PLOT.right - PLOT.left);
  const y = (value: number) => PLOT.bottom - (Math.min(Math.max(0, value), most) / most) * (PLOT.bottom - PLOT.top);
  const end = x(until);
  const scoreLine = steps(
    scores.map(({ elapsed_s: at, score }) => ({ x: x(at), y: y(score!) })),
    end,
  );
  const boundLine = steps(
    curve.filter((point) => point.bound !== null).map(({ elapsed_s: at, bound: value }) => ({ x: x(at), y: y(value!) })),
    end,
  );
  // Below its end, where a falling line never comes, unless the lower limit is there.
  const isBelow = (bound === null ? PLOT.bottom : y(bound)) - y(last) > 18;
  return (
    <svg className="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words.run.chart(last, bound)}>
      {[0, 1 / 3, 2 / 3, 1].map((share) => (
        <line key={share} className="chart-grid" x1={PLOT.left} x2={PLOT.right} y1={y(most * share)} y2={y(most * share)} />
      ))}
      <text x={PLOT.left - 6} y={PLOT.top + 4} textAnchor="end">
        {short(most)}
      </text>
      <text x={PLOT.left - 6} y={PLOT.bottom + 4} textAnchor="end">
        0
      </text>
      <text x={PLOT.left} y={HEIGHT - 6}>
        {words.seconds(0)}
      </text>
      <text x={PLOT.right} y={HEIGHT - 6} textAnchor="end">
        {words.seconds(until)}
      </text>
      <path className="chart-bound" d={boundLine} />
      <path className="chart-score" d={scoreLine} />
      <circle className="chart-dot" cx={end} cy={y(last)} r={3} />
      <text className="chart-label" x={PLOT.right} y={isBelow ? y(last) + 14 : y(last) - 7} textAnchor="end">
        {words.run.score(last)}
      </text>
      {bound !== null && y(bound) < PLOT.bottom - 16 && (
        <text x={PLOT.right} y={Math.min(PLOT.bottom - 3, Math.max(y(bound) + 13, y(last) + (isBelow ? 26 : 14)))} textAnchor="end">
          {words.run.bound(bound)}
        </text>
      )}
    </svg>
  );
}
