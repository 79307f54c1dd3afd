// A row a need, a cell a day: short, met or over. One cell can be reached by Tab, the arrows go on from it.
import { type KeyboardEvent, useRef, useState } from "react";
import type { CoverDay, CoverRule, Dashboard } from "../generated/api";
import { words } from "../words";
import type { Around } from "./around";
import { asInTheGrid, daysOf, levelOf, missed } from "./figures";

const LEGEND = ["short", "met", "over", "none"] as const;
const STEPS: Record<string, readonly [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export function CoverStrip({ data: { statistics }, around }: { data: Dashboard; around: Around }) {
  const { dates } = statistics;
  const cover = asInTheGrid(statistics.cover, around.roster);
  const say = words.statistics.cover;
  const table = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState<readonly [number, number]>([0, 0]);
  const move = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    let [row, day] = [at[0] + step[0], at[1] + step[1]];
    row = Math.max(0, Math.min(cover.length - 1, row));
    day = Math.max(0, Math.min(dates.length - 1, day));
    setAt([row, day]);
    table.current?.querySelector<HTMLElement>(`[data-at="${row},${day}"]`)?.focus();
  };
  return (
    <div className="figure">
      <header>
        <h2 id="cover-title">{say.title}</h2>
        <p className="hint">{cover.length === 0 ? say.none : say.lede}</p>
        {cover.length > 0 && (
          <ul className="legend" aria-hidden="true">
            {LEGEND.map((level) => (
              <li key={level}>
                <i className={`is-${level}`} />
                {say.legend[level]}
              </li>
            ))}
          </ul>
        )}
      </header>
      {cover.length > 0 && (
        /* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by the keyboard */
        <section className="cover-scroll" tabIndex={0} aria-labelledby="cover-title">
          <table ref={table} className="cover" aria-labelledby="cover-title" onKeyDown={move}>
            <colgroup>
              <col className="cover-names" />
              {dates.map((date) => (
                <col key={date} />
              ))}
              <col className="cover-sums" />
            </colgroup>
            <DayHeads dates={dates} around={around} />
            <tbody>
              {cover.map((rule, row) => (
                <CoverRow
                  key={rule.rule_id}
                  rule={rule}
                  row={row}
                  dates={dates}
                  around={around}
                  tabDay={row === at[0] ? at[1] : null}
                  onFocus={(day) => setAt([row, day])}
                />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}

function DayHeads({ dates, around }: { dates: readonly string[]; around: Around }) {
  const months = dates.filter((date, index) => index === 0 || date.slice(0, 7) !== dates[index - 1]!.slice(0, 7));
  const size = (month: string) => dates.filter((date) => date.slice(0, 7) === month.slice(0, 7)).length;
  const days = around.roster?.days;
  return (
    <thead>
      <tr className="months">
        <td />
        {months.map((month) => (
          <th key={month} scope="colgroup" colSpan={size(month)}>
            {size(month) > 3 && <span>{words.month(month)}</span>}
          </th>
        ))}
        <td />
      </tr>
      <tr>
        <td />
        {dates.map((date, index) => (
          <th key={date} scope="col" className={dayClass(days?.[index])} title={words.date(date)}>
            <span aria-hidden="true">
              {words.weekdayLetter(date)}
              <b>{Number(date.slice(8))}</b>
            </span>
            <span className="sr-only">{words.date(date)}</span>
          </th>
        ))}
        <td />
      </tr>
    </thead>
  );
}

const dayClass = (day: { isWeekend: boolean; startsWeek: boolean } | undefined): string =>
  `${day?.isWeekend ? "is-weekend" : ""}${day?.startsWeek ? " starts-week" : ""}`;

interface RowProps {
  rule: CoverRule;
  row: number;
  dates: readonly string[];
  around: Around;
  tabDay: number | null;
  onFocus: (day: number) => void;
}

function CoverRow({ rule, row, dates, around, tabDay, onFocus }: RowProps) {
  const say = words.statistics.cover;
  const days = daysOf(rule);
  const name = around.rule(rule.rule_id);
  const look = rule.shifts.length === 1 ? around.roster?.shifts.get(rule.shifts[0]!) : null;
  const off = missed(rule);
  return (
    <tr>
      <th scope="row">
        <span className="cover-name">
          {look && (
            <span className={`tile shift-${look.colour}`} aria-hidden="true">
              {look.symbol}
            </span>
          )}
          <b title={name}>{name}</b>
        </span>
      </th>
      {dates.map((date, day) => {
        const found = days.get(date);
        const level = found ? levelOf(found) : "none";
        return (
          <td key={date} className={dayClass(around.roster?.days[day])}>
            <button
              type="button"
              className={`is-${level}${found && found.short > 1 ? " is-much" : ""}`}
              data-at={`${row},${day}`}
              tabIndex={tabDay === day ? 0 : -1}
              aria-label={found ? dayWords(name, found) : say.day(name, words.date(date), 0, "", say.legend.none)}
              title={found ? dayWords(name, found) : undefined}
              onFocus={() => onFocus(day)}
              onClick={() => around.show(cellsOf(rule, date, around))}
            >
              {found?.there}
            </button>
          </td>
        );
      })}
      <td className={`cover-sum${off > 0 ? " is-off" : ""}`}>{off > 0 ? say.daysOff(off) : "✓"}</td>
    </tr>
  );
}

function dayWords(name: string, day: CoverDay): string {
  const say = words.statistics.cover;
  const state = day.short > 0 ? say.short(day.short) : day.over > 0 ? say.over(day.over) : say.met;
  return say.day(name, words.date(day.date), day.there, words.grid.need(day.min, day.max), levelOf(day) === "none" ? "" : state);
}

/** The whole day where everyone counts, else those who do. */
function cellsOf(rule: CoverRule, date: string, { roster }: Around) {
  if (roster && rule.staff_ids.length === roster.people.length) return [{ staffId: "*", date }];
  return rule.staff_ids.map((staffId) => ({ staffId, date }));
}
