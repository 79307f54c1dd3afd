// The form of a record, made from its schema: a control for each field that means something now.
import { useState } from "react";
import { Button } from "../../ui/Controls";
import { words } from "../../words";
import { isShown, withValue } from "../depends";
import type { Pace } from "../editor";
import { blank, type Field, type Kind, type Values } from "../schema";
import { useForm, valueWords } from "./context";
import { Entries } from "./Entries";
import { BooleanField, DateField, IntegerField, SelectField, TextField } from "./inputs";
import { Chips, DatesField, PeopleField, PointsField, ShiftsField, TextsField, WeekdaysField } from "./pickers";

interface FieldsProps {
  fields: readonly Field[];
  values: Values;
  path?: string;
  onChange: (values: Values, pace: Pace) => void;
}

export function Fields({ fields, values, path = "", onChange }: FieldsProps) {
  const { ruleType, names } = useForm();
  return (
    <div className="rule-fields">
      {inOrder(fields)
        .filter((field) => isShown(ruleType, field, values) && !isVain(field.shape, suggestionsFor(field.name, names), values[field.name]))
        .map((field) => (
          <OneField
            key={field.name}
            field={field}
            path={path === "" ? field.name : `${path}.${field.name}`}
            value={values[field.name] ?? (field.name in values ? values[field.name] : field.initial)}
            onChange={(value, pace) => onChange(withValue(values, field.name, value), pace)}
          />
        ))}
    </div>
  );
}

interface OneFieldProps {
  field: Field;
  path: string;
  value: unknown;
  onChange: (value: unknown, pace: Pace) => void;
}

/** The schema says of what type a value is, and the hub holds values to it. */
function OneField({ field: { name, title, help, shape }, path, value, onChange }: OneFieldProps) {
  const { ruleType, names } = useForm();
  // biome-ignore lint/suspicious/noExplicitAny: the value's type follows from the shape, which only the schema knows
  const props = { title, help, path, onChange, value: value as any };
  const named = (options: readonly string[]) => options.map((option) => [option, valueWords(ruleType, name, option)] as const);
  switch (shape.kind) {
    case "integer":
      return <IntegerField {...props} shape={shape} />;
    case "boolean":
      return <BooleanField {...props} />;
    case "text":
      return <TextField {...props} isOptional={shape.isOptional} suggestions={suggestionsFor(name, names)} />;
    case "date":
      return <DateField {...props} isOptional={shape.isOptional} />;
    case "choice":
      return <SelectField {...props} options={named(shape.options)} nothing={null} isOptional={false} />;
    case "choices":
      return <Chips {...props} options={named(shape.options).map(([option, title]) => ({ value: option, title }))} />;
    case "shift": {
      const nothing = shape.isOptional ? words.rules.none : words.rules.chooseShift;
      const shifts = names.shifts.map(({ code, name: shiftName }) => [code, shiftName] as const);
      return <SelectField {...props} options={shifts} nothing={nothing} isOptional={shape.isOptional} />;
    }
    case "staff": {
      const people = names.people.map(({ id, name: person }) => [id, person] as const);
      return <SelectField {...props} options={people} nothing={words.rules.choosePerson} isOptional={shape.isOptional} />;
    }
    case "shifts":
      return <ShiftsField {...props} />;
    case "people":
      return <PeopleField {...props} />;
    case "weekdays":
      return <WeekdaysField {...props} />;
    case "dates":
      return <DatesField {...props} />;
    case "texts":
      return <TextsField {...props} suggestions={suggestionsFor(name, names)} />;
    case "points":
      return <PointsField {...props} max={shape.max} />;
    case "record":
      return <RecordField {...props} shape={shape} />;
    case "list":
      return <Entries {...props} name={name} shape={shape} />;
  }
}

/** Who and what come first: a wish is somebody's, and its kind says which fields it has. */
function inOrder(fields: readonly Field[]): readonly Field[] {
  const rank = ({ name, shape }: Field) =>
    shape.kind === "staff" ? 0 : shape.kind === "choice" && (name === "kind" || name === "what") ? 1 : 2;
  return [...fields].sort((a, b) => rank(a) - rank(b));
}

/** Nothing is chosen, and there is nothing to choose from: nobody has a skill, say. */
function isVain(shape: Kind, suggestions: readonly string[], value: unknown): boolean {
  return shape.kind === "texts" && suggestions.length === 0 && !(Array.isArray(value) && value.length > 0);
}

function suggestionsFor(name: string, names: ReturnType<typeof useForm>["names"]): readonly string[] {
  switch (name) {
    case "site":
      return names.sites;
    case "skill":
    case "skills":
      return names.skills;
    case "groups":
      return names.groups;
    case "positions":
      return names.positions;
    default:
      return [];
  }
}

type RecordShape = Extract<Kind, { kind: "record" }>;

function RecordField({
  title,
  path,
  value,
  onChange,
  shape,
}: {
  title: string;
  path: string;
  value: Values | null | undefined;
  onChange: OneFieldProps["onChange"];
  shape: RecordShape;
}) {
  const { faults } = useForm();
  const isOn = !shape.isOptional || (value !== null && value !== undefined);
  return (
    <fieldset className="rule-record">
      <legend>{title}</legend>
      {shape.isOptional && (
        <label className="rule-check">
          <input type="checkbox" checked={isOn} onChange={({ target }) => onChange(target.checked ? blank(shape.fields) : null, "now")} />
          {words.rules.turnOn(title)}
        </label>
      )}
      {isOn && <Fields fields={shape.fields} values={value ?? {}} path={path} onChange={onChange} />}
      {faults.has(path) && <p className="rule-fault">{faults.get(path)}</p>}
    </fieldset>
  );
}

/** A part of the form that is folded away as long as it says nothing. */
export function Folded({ summary, isOpen, children }: { summary: string; isOpen: boolean; children: React.ReactNode }) {
  const [isOpened, setOpened] = useState(isOpen);
  if (isOpened) return <>{children}</>;
  return (
    <Button look="quiet" className="rule-unfold" onClick={() => setOpened(true)}>
      {summary}
    </Button>
  );
}
