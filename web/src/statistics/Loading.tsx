// Grey bars where the figures will stand.
import { words } from "../words";

const ROWS = Array.from({ length: 8 }, (_, row) => row);

export function Loading() {
  return (
    <div className="statistics is-loading" role="status" aria-busy="true" aria-label={words.statistics.loading}>
      <div className="tiles">
        {ROWS.slice(0, 5).map((row) => (
          <div key={row}>
            <i />
          </div>
        ))}
      </div>
      <div className="figure">
        {ROWS.map((row) => (
          <i key={row} />
        ))}
      </div>
      <div className="figure">
        {ROWS.map((row) => (
          <i key={row} />
        ))}
      </div>
    </div>
  );
}
