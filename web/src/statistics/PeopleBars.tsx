// A row a person: shifts as a stack, each measure as a bar from the mean of all, wishes as dots.
import { useState } from "react";
import type { Dashboard, PersonFigures, Share } from "../generated/api";
import { useMedia } from "../ui/hooks";
import { words } from "../words";
import type { Around } from "./around";
import { cellsBehind, codesOf, measuresOf, offsetOf, type SortKey, shown, sorted } from "./figures";

export function PeopleBars({ data, around }: { data: Dashboard; around: Around }) {
  const say = words.statistics.people;
  const { people, dates, night_shifts, sums } = data.statistics;
  const [by, setBy] = useState<SortKey>("own");
  const measures = measuresOf(data);
  const columns: readonly { key: SortKey; label: string; detail: string; className: string }[] = [
    ...measures.map((share) => ({
      key: share.measure as SortKey,
      label: say.measures[share.measure],
      detail: say.mean(words.statistics.number(shown(share.measure, share.mean))),
      className: "is-bar",
    })),
    ...(sums.wish_days > 0 ? [{ key: "wishes" as const, label: say.wishes, detail: "", className: "is-wishes" }] : []),
    ...(sums.cost !== null ? [{ key: "cost" as const, label: say.cost, detail: "", className: "is-number" }] : []),
    { key: "points", label: say.issues, detail: "", className: "is-number" },
  ];
  return (
    <div className="figure">
      <header>
        <h2 id="people-title">{say.title}</h2>
        <p className="hint">{say.lede}</p>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by the keyboard */}
      <section className="people-scroll" tabIndex={0} aria-labelledby="people-title">
        <table className="people" aria-labelledby="people-title">
          <thead>
            <tr>
              <Head label={say.name} isSorted={by === "own"} onSort={() => setBy("own")} />
              <th scope="col">
                <span className="plain-head">{say.shifts}</span>
              </th>
              {columns.map(({ key, label, detail, className }) => (
                <Head
                  key={key}
                  label={label}
                  detail={detail}
                  className={className}
                  isSorted={by === key}
                  onSort={() => setBy(by === key ? "own" : key)}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted(people, by).map((person) => (
              <PersonRow
                key={person.staff_id}
                person={person}
                measures={measures}
                dates={dates}
                nights={night_shifts}
                around={around}
                hasWishes={sums.wish_days > 0}
                hasCost={sums.cost !== null}
              />
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

interface HeadProps {
  label: string;
  detail?: string;
  className?: string;
  isSorted: boolean;
  onSort: () => void;
}

function Head({ label, detail = "", className = "", isSorted, onSort }: HeadProps) {
  return (
    <th scope="col" className={className} aria-sort={isSorted && className ? "descending" : "none"}>
      <button type="button" title={words.statistics.people.sort(label)} onClick={onSort}>
        {label}
        {isSorted && className && <i aria-hidden="true">↓</i>}
      </button>
      {detail && <small>{detail}</small>}
    </th>
  );
}

interface RowProps {
  person: PersonFigures;
  measures: readonly Share[];
  dates: readonly string[];
  nights: readonly string[];
  around: Around;
  hasWishes: boolean;
  hasCost: boolean;
}

function PersonRow({ person, measures, dates, nights, around, hasWishes, hasCost }: RowProps) {
  const say = words.statistics.people;
  const { name, position } = around.person(person.staff_id);
  const kinds = {
    kindOf: (code: string) => around.roster?.shifts.get(code)?.kind ?? "work",
    isNight: (code: string) => nights.includes(code),
  };
  const all = [{ staffId: person.staff_id, date: "*" }];
  return (
    <tr>
      <th scope="row">
        <button type="button" title={words.statistics.toGrid} onClick={() => around.show(all)}>
          <b>{name}</b>
          <small>{position}</small>
        </button>
      </th>
      <td>
        <Stack person={person} around={around} total={dates.length} />
      </td>
      {measures.map((share) => {
        const { value, share: part, difference } = offsetOf(person, share);
        const text = words.statistics.number(value);
        return (
          <td key={share.measure} className="is-bar">
            <button
              type="button"
              title={say.against(difference)}
              aria-label={say.show(name, say.measures[share.measure], `${text}, ${say.against(difference)}`)}
              onClick={() => around.show(cellsBehind(share.measure, person.staff_id, dates, around.cell, kinds))}
            >
              <span className="bar-value">{text}</span>
              <span className={`offset ${part < 0 ? "is-under" : "is-over"}`} aria-hidden="true">
                <i style={{ transform: `scaleX(${part})` }} />
              </span>
            </button>
          </td>
        );
      })}
      {hasWishes && (
        <td className="is-wishes">
          <Wishes person={person} name={name} around={around} />
        </td>
      )}
      {hasCost && (
        <td className="is-number">{person.cost === null ? <span className="hint">{say.unknown}</span> : words.number(person.cost)}</td>
      )}
      <td className="is-number">
        <span className={person.must_points > 0 ? "is-danger" : undefined} title={say.points(person.must_points, person.wish_points)}>
          {say.issuesOf(person.must_points, person.wish_points) || "✓"}
        </span>
      </td>
    </tr>
  );
}

function Stack({ person, around, total }: { person: PersonFigures; around: Around; total: number }) {
  const isWide = useMedia("(min-width: 1100px)");
  const entries = codesOf([person], around.roster).map((code) => [code, person.shifts[code] ?? 0] as const);
  const parts = entries.map(([code, count]) => [count, around.roster?.shifts.get(code)?.name ?? code] as const);
  if (person.open > 0) parts.push([person.open, words.statistics.people.open]);
  const label = parts.map(([count, name]) => `${words.number(count)} ${name}`).join(", ");
  return (
    <div className="stack" role="img" aria-label={label} title={label}>
      {entries.map(([code, count]) => {
        const look = around.roster?.shifts.get(code);
        return (
          <i key={code} className={`shift-${look?.colour ?? "day"}`} style={{ flexGrow: count }}>
            {isWide && count / total > 0.08 ? `${look?.symbol ?? code} ${count}` : ""}
          </i>
        );
      })}
      {person.open > 0 && <i className="is-open" style={{ flexGrow: person.open }} />}
    </div>
  );
}

function Wishes({ person, name, around }: { person: PersonFigures; name: string; around: Around }) {
  const say = words.statistics.people;
  if (person.wishes.length === 0) return <span className="hint">{say.noWishes}</span>;
  const met = person.wishes.filter(({ is_met }) => is_met).length;
  const text = `${met}/${person.wishes.length}`;
  return (
    <button
      type="button"
      aria-label={say.show(name, say.wishes, text)}
      title={person.wishes.map(({ date, is_met }) => say.wish(words.date(date), is_met ? say.wishMet : say.wishMissed)).join("\n")}
      onClick={() => around.show(person.wishes.map(({ date }) => ({ staffId: person.staff_id, date })))}
    >
      <span className="dots" aria-hidden="true">
        {person.wishes.slice(0, DOTS_MAX).map(({ date, is_met }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two wishes may be about one day
          <i key={`${date} ${index}`} className={is_met ? "is-met" : "is-missed"} />
        ))}
      </span>
      {text}
    </button>
  );
}

/** More are only counted. */
const DOTS_MAX = 8;
