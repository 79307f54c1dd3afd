// The filter: a button that opens its conditions, each of which holds at once.
import { ListFilter } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Dialog } from "../ui/Dialog";
import { useIsNarrow, useSignal } from "../ui/hooks";
import { words } from "../words";
import type { GridController } from "./controller";
import type { Roster } from "./roster";
import { conditions, type Filter } from "./rows";
import type { Rows } from "./useRows";

interface FilterMenuProps {
  rows: Rows;
  controller: GridController;
  className: string;
}

export function FilterMenu({ rows, controller, className }: FilterMenuProps) {
  const [isOpen, setOpen] = useState(false);
  const isNarrow = useIsNarrow();
  const button = useRef<HTMLButtonElement>(null);
  const roster = useSignal(controller.roster);
  const count = conditions(rows.choice.filter);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const form = isOpen && roster && <FilterForm rows={rows} roster={roster} />;
  return (
    <div className="menu">
      <button
        ref={button}
        type="button"
        className={className}
        title={count > 0 ? words.rows.filtered(count) : undefined}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <ListFilter size={16} />
        {words.rows.filter}
        {count > 0 && <b className="filter-count">{count}</b>}
      </button>
      {form && isNarrow && (
        <Dialog title={words.rows.filter} className="filter-dialog" onClose={close}>
          {form}
        </Dialog>
      )}
      {form && !isNarrow && (
        <Dropped button={button} onClose={close}>
          {form}
        </Dropped>
      )}
    </div>
  );
}

interface DroppedProps {
  button: React.RefObject<HTMLButtonElement | null>;
  children: React.ReactNode;
  onClose: () => void;
}

/** Below the button; Escape and a press elsewhere close it, and the page behind goes on. */
function Dropped({ button, children, onClose }: DroppedProps) {
  const panel = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    panel.current?.querySelector("input")?.focus();
    const away = (event: PointerEvent) => {
      const target = event.target as Node;
      if (!panel.current?.contains(target) && !button.current?.contains(target)) close.current();
    };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [button]);
  return (
    <div
      ref={panel}
      className="menu-list filter-panel"
      role="dialog"
      aria-label={words.rows.filter}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        onClose();
      }}
    >
      {children}
    </div>
  );
}

function FilterForm({ rows: { choice, change, clear, arrangement }, roster }: { rows: Rows; roster: Roster }) {
  const say = words.rows;
  const { filter } = choice;
  const set = (some: Partial<Filter>) => change({ filter: { ...filter, ...some } });
  const of = (values: readonly string[]) => [...new Set(values)].sort((a, b) => a.localeCompare(b));
  const { on } = filter;
  return (
    <div className="filter-form">
      <label className="field">
        {say.filterName}
        <input type="search" value={filter.text} placeholder={say.filterNameHint} onChange={(event) => set({ text: event.target.value })} />
      </label>
      <Several
        label={say.filterGroup}
        nameless={say.filterNone}
        all={of(roster.people.map(({ group }) => group))}
        chosen={filter.groups}
        onChange={(groups) => set({ groups })}
      />
      <Several
        label={say.filterPosition}
        nameless={say.filterNoPosition}
        all={of(roster.people.map(({ position }) => position))}
        chosen={filter.positions}
        onChange={(positions) => set({ positions })}
      />
      <Several
        label={say.filterSkill}
        nameless=""
        all={of(roster.people.flatMap(({ skills }) => skills))}
        chosen={filter.skills}
        onChange={(skills) => set({ skills })}
      />
      <fieldset className="filter-on">
        <legend>{say.filterOn}</legend>
        <select
          aria-label={say.filterDay}
          value={on?.date ?? ""}
          onChange={({ target }) =>
            set({ on: target.value ? { date: target.value, shift: on ? on.shift : (roster.palette[0]?.code ?? null) } : null })
          }
        >
          <option value="">{say.filterAnyDay}</option>
          {roster.days.map(({ date }) => (
            <option key={date} value={date}>
              {words.date(date)}
            </option>
          ))}
        </select>
        <select
          aria-label={say.filterShift}
          disabled={!on}
          value={on?.shift ?? ""}
          onChange={({ target }) => on && set({ on: { ...on, shift: target.value || null } })}
        >
          {roster.palette.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
          <option value="">{say.filterEmpty}</option>
        </select>
      </fieldset>
      <Check label={say.filterIssue} isOn={filter.hasIssue} onChange={(hasIssue) => set({ hasIssue })} />
      <Check label={say.filterLock} isOn={filter.hasLock} onChange={(hasLock) => set({ hasLock })} />
      <footer>
        <span role="status">{say.shown(arrangement.shown, arrangement.all)}</span>
        <button type="button" className="button is-quiet" disabled={conditions(filter) === 0} onClick={clear}>
          {say.clear}
        </button>
      </footer>
    </div>
  );
}

interface SeveralProps {
  label: string;
  /** What an empty value is called. */
  nameless: string;
  all: readonly string[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

/** Any of these; shown only where there is a choice. */
function Several({ label, nameless, all, chosen, onChange }: SeveralProps) {
  if (all.length < 2 && chosen.length === 0 && (all.length === 0 || nameless !== "")) return null;
  const toggle = (value: string) => onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return (
    <fieldset className="filter-several">
      <legend>{label}</legend>
      {all.map((value) => (
        <label key={value} className={chosen.includes(value) ? "is-chosen" : ""}>
          <input type="checkbox" className="sr-only" checked={chosen.includes(value)} onChange={() => toggle(value)} />
          {value || nameless}
        </label>
      ))}
    </fieldset>
  );
}

function Check({ label, isOn, onChange }: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <label className="filter-check">
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}
