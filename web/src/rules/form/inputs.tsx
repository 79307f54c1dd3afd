// Fields that are typed into: numbers, texts, dates.
import { useId, useState } from "react";
import { words } from "../../words";
import type { Kind } from "../schema";
import { type FieldProps, isMinutes, useForm } from "./context";
import { Labelled } from "./Labelled";

type IntegerShape = Extract<Kind, { kind: "integer" }>;

export function IntegerField({ shape, value, onChange, ...rest }: FieldProps<number | null | undefined> & { shape: IntegerShape }) {
  const { ruleType, onLeave } = useForm();
  const [typed, setTyped] = useState<string | null>(null);
  const isKnown = typeof value === "number" && Number.isFinite(value);
  const change = (text: string) => {
    setTyped(text);
    onChange(text.trim() === "" ? (shape.isOptional ? null : undefined) : /^-?\d+$/.test(text.trim()) ? Number(text) : Number.NaN, "soon");
  };
  return (
    <Labelled {...rest}>
      {({ id, describedBy, isWrong }) => (
        <span className="rule-number">
          <input
            id={id}
            inputMode="numeric"
            autoComplete="off"
            value={typed ?? (isKnown ? String(value) : "")}
            placeholder={shape.isOptional ? words.rules.noLimit : ""}
            aria-invalid={isWrong}
            aria-describedby={describedBy}
            onChange={(event) => change(event.target.value)}
            onBlur={() => {
              if (!Number.isNaN(value)) setTyped(null);
              onLeave();
            }}
          />
          {isKnown && value > 0 && isMinutes(ruleType, rest.path) && <span className="hint">{words.rules.minutes(value)}</span>}
        </span>
      )}
    </Labelled>
  );
}

export function TextField({
  value,
  onChange,
  isOptional,
  suggestions,
  placeholder = isOptional ? words.rules.any : "",
  ...rest
}: FieldProps<string | null | undefined> & { isOptional: boolean; suggestions: readonly string[]; placeholder?: string }) {
  const { onLeave } = useForm();
  const listId = useId();
  return (
    <Labelled {...rest}>
      {({ id, describedBy, isWrong }) => (
        <>
          <input
            id={id}
            list={suggestions.length > 0 ? listId : undefined}
            autoComplete="off"
            maxLength={200}
            value={value ?? ""}
            placeholder={placeholder}
            aria-invalid={isWrong}
            aria-describedby={describedBy}
            onChange={({ target }) => onChange(target.value === "" ? (isOptional ? null : undefined) : target.value, "soon")}
            onBlur={onLeave}
          />
          {suggestions.length > 0 && (
            <datalist id={listId}>
              {suggestions.map((one) => (
                <option key={one} value={one} />
              ))}
            </datalist>
          )}
        </>
      )}
    </Labelled>
  );
}

export function DateField({ value, onChange, isOptional, ...rest }: FieldProps<string | null | undefined> & { isOptional: boolean }) {
  return (
    <Labelled {...rest}>
      {({ id, describedBy, isWrong }) => (
        <input
          id={id}
          type="date"
          value={value ?? ""}
          aria-invalid={isWrong}
          aria-describedby={describedBy}
          onChange={({ target }) => onChange(target.value === "" ? (isOptional ? null : undefined) : target.value, "now")}
        />
      )}
    </Labelled>
  );
}

export function BooleanField({ title, help, path, value, onChange }: FieldProps<boolean | undefined>) {
  const id = useId();
  const fault = useForm().faults.get(path);
  return (
    <div className="rule-field is-check">
      <label>
        <input
          type="checkbox"
          checked={value === true}
          aria-describedby={help || fault ? id : undefined}
          onChange={({ target }) => onChange(target.checked, "now")}
        />
        {title}
      </label>
      {(fault || help) && (
        <p id={id} className={fault ? "rule-fault" : "hint"}>
          {fault ?? help}
        </p>
      )}
    </div>
  );
}

interface SelectProps extends FieldProps<string | null | undefined> {
  options: readonly (readonly [string, string])[];
  /** What stands for nothing; null: something has to be chosen, and is. */
  nothing: string | null;
  isOptional: boolean;
}

export function SelectField({ value, onChange, options, nothing, isOptional, ...rest }: SelectProps) {
  const isKnown = value === null || value === undefined || options.some(([option]) => option === value);
  return (
    <Labelled {...rest}>
      {({ id, describedBy, isWrong }) => (
        <select
          id={id}
          value={value ?? ""}
          aria-invalid={isWrong}
          aria-describedby={describedBy}
          onChange={({ target }) => onChange(target.value === "" ? (isOptional ? null : undefined) : target.value, "now")}
        >
          {nothing !== null && <option value="">{nothing}</option>}
          {!isKnown && <option value={value}>{value}</option>}
          {options.map(([option, title]) => (
            <option key={option} value={option}>
              {title}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}
