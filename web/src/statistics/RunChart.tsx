// Wish points and lower limit, run by run. The only file that knows Recharts; it is loaded with its chart.
import { CartesianGrid, Legend, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { words } from "../words";
import type { RunPoint } from "./figures";

const HEIGHT = 220;
const INK = { fontSize: 11, fill: "var(--muted)" };

export default function RunChart({ points }: { points: readonly RunPoint[] }) {
  const say = words.statistics.runs;
  const data = points.map(({ at, score, bound }) => ({ at, score, bound }));
  return (
    <div className="run-chart" role="img" aria-label={say.chart(points.length)}>
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <LineChart data={data} margin={{ top: 8, right: 16, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis dataKey="at" tickFormatter={say.when} tick={INK} stroke="var(--line)" tickLine={false} minTickGap={24} />
          <YAxis
            width={48}
            tick={INK}
            stroke="var(--line)"
            tickLine={false}
            axisLine={false}
            tickFormatter={words.number}
            domain={[0, "auto"]}
          />
          <Tooltip
            labelFormatter={(at) => say.when(String(at))}
            formatter={(value) => words.number(Number(value))}
            contentStyle={{ background: "var(--raised)", border: "1px solid var(--line)", borderRadius: 6, fontSize: 12 }}
            cursor={{ stroke: "var(--line-strong)" }}
          />
          <Legend iconType="plainline" wrapperStyle={{ fontSize: 12 }} />
          <Line dataKey="score" name={say.score} stroke="var(--accent)" strokeWidth={2} dot={{ r: 3 }} isAnimationActive={false} />
          <Line
            dataKey="bound"
            name={say.bound}
            stroke="var(--diff)"
            strokeWidth={2}
            strokeDasharray="4 4"
            dot={{ r: 2 }}
            isAnimationActive={false}
          />
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
}
