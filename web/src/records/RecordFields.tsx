// Fields of a record that save themselves: what was typed is one operation when the field is left, or at Enter.
import { type HTMLInputTypeAttribute, type KeyboardEvent, useEffect, useId, useRef, useState } from "react";

interface TextFieldProps {
  label: string;
  value: string;
  /** Null: nobody may change it here; its value is shown. */
  onSave: ((value: string) => void) | null;
  type?: HTMLInputTypeAttribute;
  hint?: string;
  /** Says what is wrong with a value, or null. */
  faultOf?: (value: string) => string | null;
  suggestions?: readonly string[];
  maxLength?: number;
  min?: number;
  max?: number;
  placeholder?: string;
}

export function TextField({ label, value, onSave, type = "text", hint, faultOf, suggestions, ...rest }: TextFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const shown = draft ?? value;
  const fault = draft === null ? null : (faultOf?.(draft.trim()) ?? null);
  const save = () => {
    if (draft === null) return;
    const next = draft.trim();
    // Half a date reads as nothing: the browser knows that it isn't one.
    if (fault !== null || input.current?.validity.badInput) return;
    setDraft(null);
    if (next !== value) onSave?.(next);
  };
  // Whoever closes the sheet while they type has left the field too.
  const leave = useRef(save);
  useEffect(() => {
    leave.current = save;
  });
  useEffect(() => () => leave.current(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") save();
    if (event.key === "Escape" && draft !== null) {
      event.stopPropagation();
      event.preventDefault();
      setDraft(null);
    }
  };
  if (onSave === null) return <Fact label={label} value={value} />;
  const described = fault !== null || hint ? `${id}-more` : undefined;
  return (
    <div className="record-field">
      <label htmlFor={id}>{label}</label>
      <input
        ref={input}
        id={id}
        type={type}
        value={shown}
        list={suggestions ? `${id}-list` : undefined}
        autoComplete="off"
        aria-invalid={fault !== null}
        aria-describedby={described}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={save}
        onKeyDown={onKeyDown}
        {...rest}
      />
      {suggestions && (
        <datalist id={`${id}-list`}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
      {described && (
        <p id={described} className={fault === null ? "hint" : "hint is-danger"}>
          {fault ?? hint}
        </p>
      )}
    </div>
  );
}

interface ChoiceFieldProps<V extends string> {
  label: string;
  value: V;
  options: readonly (readonly [V, string])[];
  onSave: ((value: V) => void) | null;
}

export function ChoiceField<V extends string>({ label, value, options, onSave }: ChoiceFieldProps<V>) {
  const id = useId();
  if (onSave === null) return <Fact label={label} value={options.find(([option]) => option === value)?.[1] ?? value} />;
  return (
    <div className="record-field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onSave(event.target.value as V)}>
        {options.map(([option, label]) => (
          <option key={option} value={option}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A value that can't be changed here. */
export function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div className="record-field is-fact">
      <span>{label}</span>
      <strong>{value || "–"}</strong>
    </div>
  );
}
