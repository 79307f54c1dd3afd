// The same figures as tables: for reading, copying and screen readers.
import type { ReactNode } from "react";
import type { Dashboard, PersonFigures } from "../generated/api";
import { words } from "../words";
import { type Around, hours } from "./around";
import { asInTheGrid, codesOf, daysOf, tookOf } from "./figures";
import { dearest } from "./RuleBars";

export function Tables({ data, around }: { data: Dashboard; around: Around }) {
  return (
    <>
      <PeopleTable data={data} around={around} />
      <CoverTable data={data} around={around} />
      <div className="two-up">
        <RuleTable data={data} around={around} />
        <RunTable data={data} />
      </div>
    </>
  );
}

interface TableProps {
  id: string;
  title: string;
  heads: readonly string[];
  children: ReactNode;
}

/** The first column holds names, the others numbers. */
function Table({ id, title, heads, children }: TableProps) {
  return (
    <div className="figure">
      <header>
        <h2 id={id}>{title}</h2>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by the keyboard */}
      <section className="table-scroll" tabIndex={0} aria-labelledby={id}>
        <table className="numbers" aria-labelledby={id}>
          <thead>
            <tr>
              {heads.map((head, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two rules may have one name
                <th key={`${head} ${index}`} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </section>
    </div>
  );
}

function Shown({ text, onShow }: { text: string; onShow: () => void }) {
  return (
    <button type="button" className="link" onClick={onShow}>
      {text}
    </button>
  );
}

function PeopleTable({ data: { statistics }, around }: { data: Dashboard; around: Around }) {
  const say = words.statistics.people;
  const { people, sums, night_shifts, fair } = statistics;
  const off = codesOf(people, around.roster).filter((code) => around.roster?.shifts.get(code)?.kind === "off");
  // One kind of day off is the column of days off.
  const codes = codesOf(people, around.roster).filter((code) => off.length > 1 || !off.includes(code));
  const has = { nights: night_shifts.length > 0, cost: sums.cost !== null, wishes: sums.wish_days > 0 };
  const heads = [
    say.name,
    ...codes.map((code) => around.roster?.shifts.get(code)?.name ?? code),
    say.measures.days_off,
    say.leave,
    say.open,
    ...(has.nights ? [say.measures.nights] : []),
    say.measures.weekends,
    say.measures.paid_minutes,
    ...(has.wishes ? [say.met, say.asked] : []),
    say.must,
    say.wishPoints,
    ...(has.cost ? [say.cost] : []),
    ...fair.map(({ rule_id }) => around.rule(rule_id)),
  ];
  const numbers = (person: PersonFigures): string[] => [
    ...codes.map((code) => words.number(person.shifts[code] ?? 0)),
    words.number(person.days_off),
    words.number(person.kinds.leave ?? 0),
    words.number(person.open),
    ...(has.nights ? [words.number(person.nights)] : []),
    words.number(person.weekends),
    hours(person.paid_minutes),
    ...(has.wishes ? [words.number(person.wishes.filter(({ is_met }) => is_met).length), words.number(person.wishes.length)] : []),
    words.number(person.must_points),
    words.number(person.wish_points),
    ...(has.cost ? [person.cost === null ? say.unknown : words.number(person.cost)] : []),
    ...fair.map(({ totals }) => {
      const own = totals.find(({ staff_id }) => staff_id === person.staff_id);
      return own ? words.number(own.total) : words.statistics.runs.unknown;
    }),
  ];
  return (
    <Table id="people-table" title={say.title} heads={heads}>
      {people.map((person) => (
        <tr key={person.staff_id}>
          <th scope="row">
            <Shown text={around.person(person.staff_id).name} onShow={() => around.show([{ staffId: person.staff_id, date: "*" }])} />
          </th>
          {numbers(person).map((text, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two rules may have one name
            <td key={`${heads[index + 1]} ${index}`}>{text}</td>
          ))}
        </tr>
      ))}
    </Table>
  );
}

function CoverTable({ data: { statistics }, around }: { data: Dashboard; around: Around }) {
  const say = words.statistics.cover;
  const { dates } = statistics;
  const cover = asInTheGrid(statistics.cover, around.roster);
  if (cover.length === 0) return null;
  const rules = cover.map((rule) => ({ rule, days: daysOf(rule) }));
  const heads = [say.days, ...cover.map(({ rule_id }) => around.rule(rule_id))];
  return (
    <Table id="cover-table" title={say.title} heads={heads}>
      {dates.map((date) => (
        <tr key={date}>
          <th scope="row">
            <Shown text={words.date(date)} onShow={() => around.show([{ staffId: "*", date }])} />
          </th>
          {rules.map(({ rule, days }) => {
            const day = days.get(date);
            const state = !day ? "" : day.short > 0 ? say.short(day.short) : day.over > 0 ? say.over(day.over) : "";
            return (
              <td key={rule.rule_id} className={day?.short ? "is-danger" : day?.over ? "is-warn" : undefined}>
                {day ? [words.number(day.there), ...(state ? [state] : [])].join(" · ") : words.statistics.runs.unknown}
              </td>
            );
          })}
        </tr>
      ))}
    </Table>
  );
}

function RuleTable({ data: { statistics }, around }: { data: Dashboard; around: Around }) {
  const say = words.statistics.rules;
  return (
    <Table id="rule-table" title={say.title} heads={[say.rule, say.kind, say.breaches, say.points]}>
      {dearest(statistics.rules).map(({ rule_id, enforcement, breaches, points, cells }) => (
        <tr key={rule_id}>
          <th scope="row">
            {cells.length > 0 ? (
              <Shown
                text={around.rule(rule_id)}
                onShow={() => around.show(cells.map(({ staff_id, date }) => ({ staffId: staff_id, date })))}
              />
            ) : (
              around.rule(rule_id)
            )}
          </th>
          <td>{enforcement === "hard" ? say.must : say.wish}</td>
          <td>{words.number(breaches)}</td>
          <td>{words.number(points)}</td>
        </tr>
      ))}
    </Table>
  );
}

function RunTable({ data: { runs } }: { data: Dashboard }) {
  const say = words.statistics.runs;
  return (
    <Table id="run-table" title={say.title} heads={[say.at, say.by, say.state, say.must, say.score, say.bound, say.gap, say.time]}>
      {runs.map((run) => {
        const took = tookOf(run);
        return (
          <tr key={run.id}>
            <th scope="row">{say.when(run.created_at)}</th>
            <td>{run.created_by}</td>
            <td>{words.run.states[run.state]}</td>
            <td>{run.score ? words.number(run.score.hard) : say.unknown}</td>
            <td>{run.score ? words.number(run.score.soft) : say.unknown}</td>
            <td>{run.bound ? words.number(run.bound.soft) : say.unknown}</td>
            <td>{run.gap === null ? say.unknown : words.percent(run.gap)}</td>
            <td>{took === null ? say.unknown : words.seconds(took)}</td>
          </tr>
        );
      })}
    </Table>
  );
}
