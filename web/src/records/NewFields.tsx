// The fields that every form for a new record begins with.
import { useId } from "react";
import { focusFirst } from "../ui/Dialog";

interface NewNameProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** Its name; the form opens with the focus here. */
export function NewName({ label, value, onChange }: NewNameProps) {
  return (
    <label className="field">
      {label}
      <input
        ref={focusFirst}
        value={value}
        required
        maxLength={200}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}

interface NewCodeProps {
  words: { code: string; codeTaken: string; codeHint: string };
  value: string;
  isTaken: boolean;
  onChange: (value: string) => void;
}

/** Its code, which no other may have. */
export function NewCode({ words, value, isTaken, onChange }: NewCodeProps) {
  const id = useId();
  return (
    <label className="field">
      {words.code}
      <input
        value={value}
        required
        maxLength={32}
        autoComplete="off"
        aria-invalid={isTaken}
        aria-describedby={id}
        onChange={(event) => onChange(event.target.value)}
      />
      <span id={id} className={isTaken ? "hint is-danger" : "hint"}>
        {isTaken ? words.codeTaken : words.codeHint}
      </span>
    </label>
  );
}
