// The table of shift types. Arrows move in it, Enter opens one.
import { type KeyboardEvent, type Ref, useId, useState } from "react";
import { moveInTable } from "../records/tableKeys";
import { words } from "../words";
import type { UsedCells } from "./ShiftTypesScreen";
import { clashOf, type NamingRule, type ShiftType, spanOf } from "./types";

interface ShiftTypeTableProps {
  ref: Ref<HTMLTableElement>;
  types: readonly ShiftType[];
  openId: string | null;
  cells: UsedCells | null;
  rulesOf: (type: ShiftType) => readonly NamingRule[];
  onOpen: (id: string) => void;
  onClose: () => void;
}

export function ShiftTypeTable({ ref, types, openId, cells, rulesOf, onOpen, onClose }: ShiftTypeTableProps) {
  const say = words.shiftTypes;
  const [at, setAt] = useState<string | null>(openId);
  const keys = useId();
  const stop = types.some(({ id }) => id === at) ? at : types[0]?.id;
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
        {say.keysHint}
      </p>
      <table ref={ref} className="record-table" onKeyDown={onKeyDown} aria-label={say.table} aria-describedby={keys}>
        <thead>
          <tr>
            <th scope="col" className="is-box">
              {say.columns.symbol}
            </th>
            <th scope="col">{say.columns.name}</th>
            <th scope="col" className="is-wide">
              {say.columns.code}
            </th>
            <th scope="col" className="is-box">
              {say.columns.keys}
            </th>
            <th scope="col" className="is-wide">
              {say.columns.kind}
            </th>
            <th scope="col">{say.columns.times}</th>
            <th scope="col" className="is-number is-wide">
              {say.columns.paid}
            </th>
            <th scope="col" className="is-wide">
              {say.columns.used}
            </th>
          </tr>
        </thead>
        <tbody>
          {types.map((type) => (
            <tr
              key={type.id}
              className={`${type.id === openId ? "is-open" : ""} ${type.isArchived ? "is-archived" : ""}`}
              onFocus={() => setAt(type.id)}
            >
              <td className="is-box">
                <Tile type={type} />
              </td>
              <th scope="row">
                <button
                  type="button"
                  data-stop
                  data-open={type.id}
                  tabIndex={type.id === stop ? 0 : -1}
                  aria-expanded={type.id === openId}
                  onClick={() => onOpen(type.id)}
                >
                  {type.shownName}
                </button>
                {type.isArchived && <span className="tag">{say.archived}</span>}
                {clashOf(type, types).same.length > 0 && <span className="tag is-soon">{say.clashTag}</span>}
                <small>{type.code}</small>
              </th>
              <td className="is-wide is-code">{type.code}</td>
              <td className="is-box">{type.keys && <kbd>{type.keys.toUpperCase()}</kbd>}</td>
              <td className="is-wide">{say.kinds[type.kind]}</td>
              <td>
                <Times type={type} />
              </td>
              <td className="is-wide is-number">{type.paidMinutes > 0 ? say.paid(type.paidMinutes) : ""}</td>
              <td className="is-wide is-code">{usedWords(type, cells, rulesOf(type))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** As the grid shows it. */
export function Tile({ type }: { type: Pick<ShiftType, "colour" | "shownSymbol"> }) {
  return (
    <span className={`tile shift-${type.colour}`} aria-hidden="true">
      {type.shownSymbol}
    </span>
  );
}

function Times({ type }: { type: ShiftType }) {
  const say = words.shiftTypes;
  if (type.start === null) return null;
  const isNext = spanOf(type)?.crossesMidnight ?? false;
  return (
    <span className="times">
      {type.start} – {type.end ?? "?"}
      {isNext && (
        <sup title={say.nextDayWords}>
          <span aria-hidden="true">{say.nextDay}</span>
          <span className="sr-only"> {say.nextDayWords}</span>
        </sup>
      )}
    </span>
  );
}

function usedWords(type: ShiftType, cells: UsedCells | null, rules: readonly NamingRule[]): string {
  const say = words.shiftTypes;
  const count = cells?.counts.get(type.code) ?? 0;
  const parts = [count > 0 ? say.inCells(count) : "", rules.length > 0 ? say.inRules(rules.length) : ""].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : cells ? say.unused : "";
}
