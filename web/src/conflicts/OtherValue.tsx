// A third value for a conflict: a shift from the list, a text, a number, a choice; or, of several fields, whose stands in each.
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import type { Client } from "../sync/client";
import { type Choice, type OpenConflict, setOf } from "../sync/inbox";
import type { ConflictField } from "../sync/wire";
import { Button } from "../ui/Controls";
import { words } from "../words";
import { shownValue, whereOf } from "./naming";

const MINE = "mine";
const THEIRS = "theirs";
const EMPTY = "empty";

interface OtherValueProps {
  client: Client;
  conflict: OpenConflict;
  onChoose: (choice: Choice) => void;
  onCancel: () => void;
}

export function OtherValue({ client, conflict, onChoose, onCancel }: OtherValueProps) {
  const say = words.conflicts;
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const [picked, setPicked] = useState<Readonly<Record<string, unknown>>>({});
  useEffect(() => form.current?.querySelector<HTMLElement>("input, select")?.focus(), []);
  const keyOf = (field: ConflictField) => `${field.id} ${field.field}`;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const set = setOf(conflict, (field) => (keyOf(field) in picked ? picked[keyOf(field)] : (field.mine ?? null)));
    onChoose({ choice: "custom", set });
  };
  return (
    <form
      ref={form}
      className="other-value"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onCancel();
      }}
    >
      {conflict.fields.map((field) => (
        <div key={keyOf(field)} className="field">
          <label htmlFor={`${id} ${keyOf(field)}`}>{say.otherOf(whereOf(client, field))}</label>
          <Input
            id={`${id} ${keyOf(field)}`}
            client={client}
            field={field}
            onPick={(value) => setPicked((before) => ({ ...before, [keyOf(field)]: value }))}
          />
        </div>
      ))}
      <div className="conflict-acts">
        <Button look="primary" type="submit">
          {say.set}
        </Button>
        <Button look="quiet" onClick={onCancel}>
          {say.cancel}
        </Button>
      </div>
    </form>
  );
}

interface InputProps {
  id: string;
  client: Client;
  field: ConflictField;
  onPick: (value: unknown) => void;
}

function Input({ id, client, field, onPick }: InputProps) {
  const { mine } = field;
  if (typeof mine === "string" && isFree(field)) {
    return (
      <input
        id={id}
        type={isDate(field) ? "date" : "text"}
        defaultValue={mine}
        maxLength={2000}
        onChange={(event) => onPick(event.target.value || null)}
      />
    );
  }
  if (typeof mine === "number" && field.field !== "week_start") {
    return (
      <input
        id={id}
        type="number"
        defaultValue={mine}
        onChange={(event) => onPick(event.target.value === "" ? null : Number(event.target.value))}
      />
    );
  }
  const options = optionsOf(client, field);
  return (
    <select id={id} defaultValue={MINE} onChange={(event) => onPick(options.find(({ key }) => key === event.target.value)?.value ?? null)}>
      {options.map(({ key, label }) => (
        <option key={key} value={key}>
          {label}
        </option>
      ))}
    </select>
  );
}

const CHOSEN = new Set(["shift", "strategy", "status", "kind", "employment", "enforcement", "colour"]);

const isFree = ({ field }: ConflictField): boolean => !CHOSEN.has(field);

const isDate = ({ field }: ConflictField): boolean => field.endsWith("_day") || field.endsWith("_date");

interface Option {
  key: string;
  label: string;
  value: unknown;
}

/** Mine and theirs first; of a shift, all the others and none. */
function optionsOf(client: Client, field: ConflictField): Option[] {
  const { mine, theirs } = field;
  const options: Option[] = [
    { key: MINE, label: `${shownValue(client, field, mine)} · ${words.conflicts.yours}`, value: mine ?? null },
    { key: THEIRS, label: `${shownValue(client, field, theirs.value)} · ${words.conflicts.theirsShort}`, value: theirs.value ?? null },
  ];
  if (field.field !== "shift") return options;
  for (const look of client.workspace.state?.all("shift_type").values() ?? []) {
    const { code } = look;
    if (look.archived === true || code === mine || code === theirs.value || typeof code !== "string") continue;
    options.push({ key: `code ${code}`, label: shownValue(client, field, code), value: code });
  }
  if (mine !== null && theirs.value !== null) options.push({ key: EMPTY, label: shownValue(client, field, null), value: null });
  return options;
}
