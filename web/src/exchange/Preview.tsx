// What importing a file would do: dates, people, shift types, cells, and what is in the way.
import { TriangleAlert } from "lucide-react";
import type { ImportPlace, ImportPreview } from "../generated/api";
import { words } from "../words";
import { columnName, daysBetween, freshOf } from "./places";

const LISTED_MAX = 24;

export function Preview({ preview }: { preview: ImportPreview }) {
  const say = words.exchange;
  const { start_date: first, end_date: last, people, shift_types: shifts } = preview;
  const isSheet = preview.sheet !== null;
  const newShifts = freshOf(shifts);
  return (
    <div className="import-preview">
      {preview.problems.length > 0 && (
        <section className="import-problems">
          <h3>
            <TriangleAlert size={16} aria-hidden="true" />
            {say.problems(preview.problems.length)}
          </h3>
          <Places places={preview.problems} isSheet={isSheet} />
        </section>
      )}
      {first && last && (
        <dl className="import-facts">
          <Fact name={say.dates}>
            {words.dates(first, last)} <span className="hint">{say.days(daysBetween(first, last))}</span>
          </Fact>
          {preview.sheet !== null && <Fact name={say.sheet}>{preview.sheet}</Fact>}
          <Fact name={say.people}>
            {say.newOf(freshOf(people), people.length)}
            <Things things={people} />
          </Fact>
          {shifts.length > 0 && (
            <Fact name={say.shiftTypes}>
              {say.newOf(newShifts, shifts.length)}
              <Things things={shifts} />
              {newShifts > 0 && preview.rules === 0 && <p className="hint">{say.newShifts}</p>}
            </Fact>
          )}
          {preview.rules > 0 && <Fact name={say.rules}>{words.number(preview.rules)}</Fact>}
          {preview.problems.length === 0 && (
            <Fact name={say.cells}>
              {preview.period_id === null ? say.filled(preview.cells) : say.changes(preview.cells, preview.cleared)}
              {preview.kept > 0 && <p className="hint">{say.kept(preview.kept)}</p>}
            </Fact>
          )}
        </dl>
      )}
      {preview.notes.length > 0 && (
        <details>
          <summary>{say.notes(preview.notes.length)}</summary>
          <Places places={preview.notes} isSheet={isSheet} />
        </details>
      )}
    </div>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Things({ things }: { things: ImportPreview["people"] }) {
  const sorted = [...things].sort((a, b) => Number(b.is_new) - Number(a.is_new));
  const rest = sorted.length - LISTED_MAX;
  return (
    <ul className="import-things">
      {sorted.slice(0, LISTED_MAX).map((thing, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a file may name one twice, and the list never moves
        <li key={at} className={`tag${thing.is_new ? " is-published" : ""}`}>
          {thing.name || thing.code}
          {thing.is_new && <span> · {words.exchange.isNew}</span>}
        </li>
      ))}
      {rest > 0 && <li className="hint">{words.exchange.more(rest)}</li>}
    </ul>
  );
}

function Places({ places, isSheet }: { places: readonly ImportPlace[]; isSheet: boolean }) {
  const say = words.exchange;
  return (
    <ul className="import-places">
      {places.map(({ line, column, reason }) => (
        <li key={`${line} ${column} ${reason}`}>
          <span>{isSheet && column === null ? say.row(line) : say.place(line, column === null ? null : columnName(column))}</span>
          {reason}
        </li>
      ))}
    </ul>
  );
}
