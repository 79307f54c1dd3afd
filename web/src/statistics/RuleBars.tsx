// What isn't kept, the dearest first, must before wish.
import type { Dashboard, RuleFigures } from "../generated/api";
import { words } from "../words";
import type { Around } from "./around";

export function RuleBars({ data: { statistics }, around }: { data: Dashboard; around: Around }) {
  const say = words.statistics.rules;
  const rules = dearest(statistics.rules);
  const most = Math.max(1, ...rules.map(({ points }) => points));
  return (
    <section className="figure" aria-labelledby="rules-title">
      <header>
        <h2 id="rules-title">{say.title}</h2>
        {rules.length === 0 && <p className="hint">{say.none}</p>}
      </header>
      <ol className="rule-bars">
        {rules.map(({ rule_id, enforcement, breaches, points, cells }) => (
          <li key={rule_id} className={`is-${enforcement}`}>
            <button
              type="button"
              disabled={cells.length === 0}
              onClick={() => around.show(cells.map(({ staff_id, date }) => ({ staffId: staff_id, date })))}
            >
              <i className={`corner is-${enforcement}`} aria-hidden="true" />
              <b>{around.rule(rule_id)}</b>
              <span className="sr-only">{enforcement === "hard" ? say.must : say.wish}</span>
              <span className="hint">{say.times(breaches)}</span>
              <span className="points">{words.number(points)}</span>
              <span className="rule-bar" aria-hidden="true">
                <i style={{ transform: `scaleX(${points / most})` }} />
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Must before wish, each by its points. */
export function dearest(rules: readonly RuleFigures[]): RuleFigures[] {
  const order = ({ enforcement, points }: RuleFigures) => (enforcement === "hard" ? 1e12 : 0) + points;
  return [...rules].sort((a, b) => order(b) - order(a));
}
