// The roster for paper: a plain table on A4 landscape, greys only; symbols carry the meaning.
import { ArrowLeft, Printer } from "lucide-react";
import { useEffect, useMemo } from "react";
import { useLocation, useSearchParams } from "wouter";
import { useApp } from "../app/app";
import { rowsFrom, rowsPart } from "../grid/address";
import { type Group, type Roster, rosterOf, type ShiftLook } from "../grid/roster";
import { arranged } from "../grid/rows";
import { today } from "../grid/today";
import type { Client } from "../sync/client";
import type { LivePeriod } from "../sync/live";
import { Button } from "../ui/Controls";
import { useFrameTick, useSignal } from "../ui/hooks";
import { settings } from "../ui/settings";
import { words } from "../words";
import "./print.css";
import { type Sheet, sheetsOf } from "./sheets";

export default function PrintScreen({ client, periodId }: { client: Client; periodId: string }) {
  const { lastPeriod } = useApp();
  const { live } = useMemo(() => client.period(periodId), [client, periodId]);
  const [, go] = useLocation();
  const [params] = useSearchParams();
  const { groupBy } = useSignal(settings);
  useFrameTick(live.events.on);
  useFrameTick(client.workspace.events.on);
  useEffect(() => {
    lastPeriod.set(periodId);
    return client.holdPeriod(periodId);
  }, [client, periodId, lastPeriod]);
  const { state } = live;
  const workspace = client.workspace.state;
  const isReady = state !== null && workspace !== null;
  useEffect(() => {
    if (!isReady) return;
    document.title = `${live.state?.header.name} · ${words.product}`;
  }, [live, isReady]);
  const back = () => go(`/periods/${encodeURIComponent(periodId)}${rowsPart(params)}`);
  const roster = isReady ? rosterOf(state, workspace) : null;
  return (
    <div className="print-screen">
      <header className="print-bar">
        <Button look="quiet" icon={<ArrowLeft size={16} />} onClick={back}>
          {words.print.back}
        </Button>
        <p>{words.print.hint}</p>
        <Button look="primary" icon={<Printer size={16} />} disabled={!isReady} onClick={() => print()}>
          {words.print.title}
        </Button>
      </header>
      {roster ? (
        <Sheets roster={roster} live={live} choice={rowsFrom(params, groupBy)} />
      ) : (
        <div className="print-sheet is-loading" role="img" aria-label={words.frame.loading} aria-busy={live.phase !== "missing"}>
          {live.phase === "missing" && <p>{words.grid.missing}</p>}
        </div>
      )}
    </div>
  );
}

function Sheets({ roster, live, choice }: { roster: Roster; live: LivePeriod; choice: ReturnType<typeof rowsFrom> }) {
  const cell = (person: number, day: number) => live.cell(roster.people[person]!.id, roster.days[day]!.date);
  // Issues aren't known here: a filter by them prints everybody whom the other conditions let in.
  const filter = { ...choice.filter, hasIssue: false };
  const facts = {
    shift: (person: number, day: number) => cell(person, day).shift,
    isLocked: (person: number, day: number) => cell(person, day).locked,
    hasIssue: () => false,
  };
  const groups = arranged(roster, { ...choice, filter }, facts, words.grid.nameless);
  const sheets = sheetsOf(roster);
  if (groups.length === 0) return <p className="print-nobody">{words.print.nobody}</p>;
  return (
    <main>
      {sheets.map((sheet, index) => (
        <section key={sheet.firstDay} className="print-sheet" aria-label={words.print.page(index + 1, sheets.length)}>
          <header>
            <h1>{live.state?.header.name}</h1>
            <p>{words.dates(roster.days[sheet.firstDay]!.date, roster.days[sheet.endDay - 1]!.date)}</p>
          </header>
          <SheetTable roster={roster} groups={groups} sheet={sheet} code={(person, day) => cell(person, day).shift} />
          <footer>
            <Legend roster={roster} />
            <p>{words.print.foot(words.grid.version(live.version), words.date(today()))}</p>
          </footer>
        </section>
      ))}
    </main>
  );
}

interface SheetTableProps {
  roster: Roster;
  groups: readonly Group[];
  sheet: Sheet;
  code: (person: number, day: number) => string | null;
}

function SheetTable({ roster, groups, sheet, code }: SheetTableProps) {
  const { people, days, shifts } = roster;
  const shown = days.slice(sheet.firstDay, sheet.endDay);
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{words.grid.name}</th>
          {shown.map(({ date, day, isWeekend, startsWeek }) => (
            <th key={date} scope="col" className={dayClass(isWeekend, startsWeek)} aria-label={words.date(date)}>
              <small>{words.weekdayLetter(date)}</small>
              {day}
            </th>
          ))}
        </tr>
      </thead>
      {groups.map(({ key, label, people: members }) => (
        <tbody key={key}>
          {label !== "" && (
            <tr className="print-group">
              <th scope="rowgroup" colSpan={shown.length + 1}>
                {label}
              </th>
            </tr>
          )}
          {members.map((person) => (
            <tr key={people[person]!.id}>
              <th scope="row">{people[person]!.name}</th>
              {shown.map(({ date, isWeekend, startsWeek }, index) => {
                const at = code(person, sheet.firstDay + index);
                const look = at === null ? undefined : shifts.get(at);
                return (
                  <td key={date} className={`${dayClass(isWeekend, startsWeek)} is-${look?.kind ?? (at === null ? "empty" : "work")}`}>
                    {look?.symbol ?? at ?? ""}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}

const dayClass = (isWeekend: boolean, startsWeek: boolean) => `${isWeekend ? "is-weekend" : ""} ${startsWeek ? "is-week" : ""}`;

function Legend({ roster }: { roster: Roster }) {
  return (
    <dl aria-label={words.print.legend}>
      {roster.palette.map((look) => (
        <div key={look.code}>
          <dt>{look.symbol}</dt>
          <dd>{named(look)}</dd>
        </div>
      ))}
    </dl>
  );
}

const named = ({ name, start, end }: ShiftLook): string => (start && end ? `${name} ${start}–${end}` : name);
