// A table that isn't here yet: grey bars where its rows will be.
import { words } from "../words";

export function Entering({ rows, columns }: { rows: number; columns: number }) {
  return (
    <div className="records">
      <div className="records-main record-entering" role="img" aria-label={words.frame.loading}>
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: bars have nothing but their place
          <div key={row}>
            {Array.from({ length: columns }, (_, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: bars have nothing but their place
              <i key={column} />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
