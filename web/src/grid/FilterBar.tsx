// Says that not everybody is shown, by which conditions, and takes them away again.
import { X } from "lucide-react";
import { Button } from "../ui/Controls";
import { useSignal } from "../ui/hooks";
import { words } from "../words";
import type { GridController } from "./controller";
import type { Roster } from "./roster";
import { conditions, type Filter } from "./rows";
import type { Rows } from "./useRows";

export function FilterBar({ rows, controller }: { rows: Rows; controller: GridController }) {
  const roster = useSignal(controller.roster);
  const { choice, arrangement, change, clear } = rows;
  const isFiltered = conditions(choice.filter) > 0;
  if (!roster || (!isFiltered && !arrangement.isStale)) return null;
  const say = words.rows;
  return (
    <div className="filter-bar">
      {isFiltered && (
        <>
          <strong role="status">{say.shown(arrangement.shown, arrangement.all)}</strong>
          <ul>
            {conditionsOf(choice.filter, roster).map(({ label, without }) => (
              <li key={label}>
                <button
                  type="button"
                  aria-label={say.is.remove(label)}
                  onClick={() => change({ filter: { ...choice.filter, ...without } })}
                >
                  {label}
                  <X size={14} />
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <span className="bar-gap" />
      {arrangement.isStale && (
        <Button look="quiet" title={say.stale} onClick={controller.rearrange}>
          {say.again}
        </Button>
      )}
      {isFiltered && (
        <Button look="quiet" onClick={clear}>
          {say.clear}
        </Button>
      )}
    </div>
  );
}

interface Condition {
  label: string;
  without: Partial<Filter>;
}

function conditionsOf({ text, positions, groups, skills, on, hasIssue, hasLock }: Filter, roster: Roster): readonly Condition[] {
  const say = words.rows;
  const shift = on && (on.shift === null ? say.filterEmpty : (roster.shifts.get(on.shift)?.name ?? on.shift));
  const all: (Condition | false | null)[] = [
    text.trim() !== "" && { label: say.is.text(text.trim()), without: { text: "" } },
    groups.length > 0 && { label: groups.map((group) => group || say.filterNone).join(", "), without: { groups: [] } },
    positions.length > 0 && { label: positions.map((position) => position || say.filterNoPosition).join(", "), without: { positions: [] } },
    skills.length > 0 && { label: skills.join(", "), without: { skills: [] } },
    on && { label: say.is.on(shift ?? "", words.date(on.date)), without: { on: null } },
    hasIssue && { label: say.is.issue, without: { hasIssue: false } },
    hasLock && { label: say.is.lock, without: { hasLock: false } },
  ];
  return all.filter((condition) => condition !== false && condition !== null);
}
