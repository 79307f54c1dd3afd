// Two configurations side by side; what differs stands out, by more than its colour.
import type { Config } from "../generated/api";
import { words } from "../words";
import { compared } from "./facts";

export function Comparison({ one, other }: { one: Config; other: Config }) {
  const rows = compared(one, other);
  const say = words.configs;
  return (
    <section className="config-compared" aria-label={say.compared}>
      <h2>
        {say.compared} <span className="hint">{say.same(rows.filter(({ isDifferent }) => isDifferent).length)}</span>
      </h2>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">{one.name}</th>
            <th scope="col">{other.name}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ field, texts: [left, right], isDifferent }) => (
            <tr key={field} className={isDifferent ? "is-different" : ""}>
              <th scope="row">
                {say.fields[field]}
                {isDifferent && <span className="tag">{say.differs}</span>}
              </th>
              <td>{left}</td>
              <td>{right}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
