// Fields that hold several things: shifts, kinds, people, weekdays, dates, texts; and points by shift.
import { X } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { Button } from "../../ui/Controls";
import { words } from "../../words";
import type { NamedShift } from "../names";
import { type FieldProps, useForm } from "./context";
import { Grouped } from "./Labelled";

/** So many are shown side by side; more are added from a list. */
const CHIPS_MAX = 24;

type Items<T> = FieldProps<readonly T[] | null | undefined>;

interface Option<T> {
  value: T;
  title: ReactNode;
  /** Where the title isn't the whole name. */
  label?: string;
}

/** Each a box to tick; what is chosen but not offered any more can still be taken out. */
export function Chips<T extends string | number>({ options, value, onChange, ...rest }: Items<T> & { options: readonly Option<T>[] }) {
  const chosen = value ?? [];
  const gone = chosen.filter((one) => !options.some((option) => option.value === one)).map((one) => ({ value: one, title: String(one) }));
  const all: readonly Option<T>[] = [...options, ...gone];
  const toggle = (one: T) => {
    const kept = chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one];
    onChange(
      all.map((option) => option.value).filter((option) => kept.includes(option)),
      "now",
    );
  };
  return (
    <Grouped {...rest}>
      {all.length === 0 && <p className="hint">{words.rules.none}</p>}
      <div className="chips">
        {all.map((option) => (
          <label key={option.value} className={chosen.includes(option.value) ? "is-chosen" : ""}>
            <input
              type="checkbox"
              checked={chosen.includes(option.value)}
              aria-label={option.label}
              onChange={() => toggle(option.value)}
            />
            {option.title}
          </label>
        ))}
      </div>
    </Grouped>
  );
}

export function Tile({ shift }: { shift: NamedShift }) {
  return (
    <span className={`tile shift-${shift.colour}`} aria-hidden="true">
      {shift.symbol}
    </span>
  );
}

export function ShiftsField(props: Items<string>) {
  const { names } = useForm();
  if (names.shifts.length > CHIPS_MAX) {
    const options = names.shifts.map(({ code, name }) => [code, name] as const);
    return <Added {...props} options={options} name={names.shift} invite={words.rules.addShift} />;
  }
  const options = names.shifts.map((shift) => ({
    value: shift.code,
    title: (
      <>
        <Tile shift={shift} />
        {shift.name}
      </>
    ),
  }));
  return <Chips {...props} options={options} />;
}

export function PeopleField(props: Items<string>) {
  const { names } = useForm();
  return (
    <Added
      {...props}
      options={names.people.map(({ id, name }) => [id, name] as const)}
      name={names.person}
      invite={words.rules.addPerson}
    />
  );
}

export function TextsField({ suggestions, ...props }: Items<string> & { suggestions: readonly string[] }) {
  if (suggestions.length > CHIPS_MAX) {
    return (
      <Added
        {...props}
        options={suggestions.map((one) => [one, one] as const)}
        name={(one) => one}
        invite={words.rules.addTo(props.title)}
      />
    );
  }
  return <Chips {...props} options={suggestions.map((one) => ({ value: one, title: one }))} />;
}

export function WeekdaysField(props: Items<number>) {
  const { weekdays, weekdaysLong } = words.rules;
  return <Chips {...props} options={weekdays.map((title, value) => ({ value, title, label: weekdaysLong[value] ?? title }))} />;
}

/** What is in, each to be taken out; a list of the others below. */
function Added({
  options,
  name,
  invite,
  value,
  onChange,
  ...rest
}: Items<string> & { options: readonly (readonly [string, string])[]; name: (one: string) => string; invite: string }) {
  const chosen = value ?? [];
  return (
    <Grouped {...rest}>
      <Held items={chosen} name={name} onChange={onChange} />
      <select
        aria-label={`${rest.title}: ${invite}`}
        value=""
        onChange={({ target }) => {
          if (target.value !== "") onChange([...chosen, target.value], "now");
        }}
      >
        <option value="">{invite}</option>
        {options
          .filter(([option]) => !chosen.includes(option))
          .map(([option, title]) => (
            <option key={option} value={option}>
              {title}
            </option>
          ))}
      </select>
    </Grouped>
  );
}

function Held({ items, name, onChange }: { items: readonly string[]; name: (one: string) => string; onChange: Items<string>["onChange"] }) {
  if (items.length === 0) return null;
  return (
    <ul className="held">
      {items.map((one) => (
        <li key={one}>
          {name(one)}
          <button
            type="button"
            aria-label={words.rules.drop(name(one))}
            onClick={() =>
              onChange(
                items.filter((other) => other !== one),
                "now",
              )
            }
          >
            <X size={14} />
          </button>
        </li>
      ))}
    </ul>
  );
}

export function DatesField({ value, onChange, ...rest }: Items<string>) {
  const [next, setNext] = useState("");
  const id = useId();
  const chosen = value ?? [];
  const add = () => {
    if (next === "") return;
    onChange([...new Set([...chosen, next])].sort(), "now");
    setNext("");
  };
  return (
    <Grouped {...rest}>
      <Held items={chosen} name={words.date} onChange={onChange} />
      <span className="rule-add">
        <label htmlFor={id} className="sr-only">
          {`${rest.title}: ${words.rules.newDate}`}
        </label>
        <input
          id={id}
          type="date"
          value={next}
          onChange={({ target }) => setNext(target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            add();
          }}
        />
        <Button disabled={next === ""} onClick={add}>
          {words.rules.addDate}
        </Button>
      </span>
    </Grouped>
  );
}

/** A number for each shift that counts; nothing: it counts none. */
export function PointsField({
  max,
  value,
  onChange,
  ...rest
}: FieldProps<Readonly<Record<string, number>> | null | undefined> & { max: number }) {
  const { names, onLeave } = useForm();
  const points = value ?? {};
  const gone = Object.keys(points).filter((code) => !names.shifts.some((shift) => shift.code === code));
  const rows = [...names.shifts, ...gone.map((code) => ({ code, name: names.shift(code), symbol: code, kind: "", colour: "empty" }))];
  const set = (code: string, text: string) => {
    const { [code]: _before, ...others } = points;
    const n = Number(text);
    onChange(/^\d+$/.test(text) ? { ...others, [code]: Math.min(n, max) } : others, "soon");
  };
  return (
    <Grouped {...rest}>
      <div className="points-table">
        {rows.map((shift) => (
          <label key={shift.code}>
            <Tile shift={shift} />
            <span>{shift.name}</span>
            <input
              inputMode="numeric"
              autoComplete="off"
              placeholder="–"
              value={points[shift.code] ?? ""}
              onChange={({ target }) => set(shift.code, target.value)}
              onBlur={onLeave}
            />
          </label>
        ))}
      </div>
    </Grouped>
  );
}
