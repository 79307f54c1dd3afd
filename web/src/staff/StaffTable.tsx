// The table of people. Arrows move in it, Enter opens a person, a box says whether they are in the period.
import { ArrowDown, ArrowUp } from "lucide-react";
import { type KeyboardEvent, memo, type Ref, useEffect, useId, useMemo, useState } from "react";
import { today } from "../grid/today";
import { moveInTable } from "../records/tableKeys";
import type { Client } from "../sync/client";
import { words } from "../words";
import type { Chosen } from "./chosen";
import { minutesOf } from "./membership";
import { COLUMNS, type Column, type Person, type Skill, type Sorting, stateOf } from "./people";

interface StaffTableProps {
  ref: Ref<HTMLTableElement>;
  client: Client;
  people: readonly Person[];
  sorting: Sorting;
  onSort: (column: Column) => void;
  openId: string | null;
  onOpen: (personId: string) => void;
  onClose: () => void;
  chosen: Chosen;
  onToggle: ((person: Person) => void) | null;
}

export function StaffTable({ ref, client, people, sorting, onSort, openId, onOpen, onClose, chosen, onToggle }: StaffTableProps) {
  const [at, setAt] = useState<string | null>(openId);
  const keys = useId();
  const members = useMemo(() => (chosen.staff ? new Set(chosen.staff) : null), [chosen.staff]);
  const minutes = useMinutes(client, chosen);
  const stop = people.some(({ id }) => id === at) ? at : people[0]?.id;
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (moveInTable(event)) return;
    if (event.key === "Escape" && openId !== null) {
      event.preventDefault();
      onClose();
    }
  };
  return (
    <div className="record-scroll">
      <p id={keys} className="sr-only">
        {words.staff.keys}
      </p>
      <table ref={ref} className="record-table staff-table" onKeyDown={onKeyDown} aria-label={words.staff.table} aria-describedby={keys}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <Heading key={column} column={column} sorting={sorting} onSort={onSort} />
            ))}
            <th scope="col" className="is-wide">
              {words.staff.skills}
            </th>
            {members && (
              <>
                <th scope="col" className="is-number is-wide">
                  {words.staff.hours}
                </th>
                <th scope="col" className="is-box">
                  {words.staff.inPeriod(chosen.name)}
                </th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <Row
              key={person.id}
              person={person}
              period={members ? chosen.name : null}
              isIn={members?.has(person.id) ?? false}
              hours={members?.has(person.id) ? Math.round((minutes.get(person.id) ?? 0) / 60) : null}
              isStop={person.id === stop}
              isOpen={person.id === openId}
              onStop={setAt}
              onOpen={onOpen}
              onToggle={person.isArchived && !members?.has(person.id) ? null : onToggle}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Heading({ column, sorting, onSort }: { column: Column; sorting: Sorting; onSort: (column: Column) => void }) {
  const isBy = sorting.by === column;
  const Arrow = sorting.isDown ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      className={column === "name" ? "is-name" : "is-wide"}
      aria-sort={isBy ? (sorting.isDown ? "descending" : "ascending") : undefined}
    >
      <button type="button" onClick={() => onSort(column)}>
        {words.staff.columns[column]}
        {isBy && <Arrow size={12} aria-hidden="true" />}
      </button>
    </th>
  );
}

interface RowProps {
  person: Person;
  period: string | null;
  isIn: boolean;
  hours: number | null;
  isStop: boolean;
  isOpen: boolean;
  onStop: (personId: string) => void;
  onOpen: (personId: string) => void;
  onToggle: ((person: Person) => void) | null;
}

const Row = memo(function Row({ person, period, isIn, hours, isStop, isOpen, onStop, onOpen, onToggle }: RowProps) {
  const { id, shownName, position, group } = person;
  return (
    <tr className={`${isOpen ? "is-open" : ""} ${person.isArchived ? "is-archived" : ""}`} onFocus={() => onStop(id)}>
      <th scope="row" className="is-name">
        <button type="button" data-stop data-open={id} tabIndex={isStop ? 0 : -1} aria-expanded={isOpen} onClick={() => onOpen(id)}>
          {shownName}
        </button>
        {person.isArchived && <span className="tag">{words.staff.archived}</span>}
        <small>{[position, group].filter(Boolean).join(" · ")}</small>
      </th>
      <td className="is-wide is-code">{person.code}</td>
      <td className="is-wide">{position}</td>
      <td className="is-wide">{group}</td>
      <td className="is-wide">{words.staff.employments[person.employment]}</td>
      <td className="is-wide">
        <Skills skills={person.skills} />
      </td>
      {period !== null && (
        <>
          <td className="is-wide is-number">{hours === null ? "" : words.grid.hoursOf(hours)}</td>
          <td className="is-box">
            <input
              type="checkbox"
              data-stop
              tabIndex={isStop ? 0 : -1}
              checked={isIn}
              disabled={onToggle === null}
              aria-label={words.staff.isIn(shownName, period)}
              onChange={() => onToggle?.(person)}
            />
          </td>
        </>
      )}
    </tr>
  );
});

function Skills({ skills }: { skills: readonly Skill[] }) {
  const now = today();
  return (
    <ul className="skills">
      {skills.map((skill) => {
        const state = stateOf(skill, now);
        const end = skill.until && (state === "over" ? words.staff.over(skill.until) : words.staff.until(skill.until));
        return (
          <li key={`${skill.name} ${skill.until}`} className={`tag is-${state}`}>
            {skill.name}
            {end && <span>{` ${end}`}</span>}
          </li>
        );
      })}
    </ul>
  );
}

/** Counting goes over all cells, so it waits until it has been quiet for a moment. */
const QUIET_MS = 300;

function useMinutes(client: Client, { period }: Chosen): ReadonlyMap<string, number> {
  const [minutes, setMinutes] = useState<ReadonlyMap<string, number>>(new Map());
  useEffect(() => {
    if (period === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const count = () => {
      timer = undefined;
      if (client.workspace.state) setMinutes(minutesOf(period, client.workspace.state));
    };
    count();
    const stop = period.live.events.on(() => {
      timer ??= setTimeout(count, QUIET_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [client, period]);
  return minutes;
}
