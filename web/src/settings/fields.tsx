// Rows of a settings screen: a label with its hint at the left, what can be chosen at the right.
import { type ReactNode, useId } from "react";

export function Section({ title, lede, children }: { title: string; lede?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="settings-section" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {lede && <p className="hint">{lede}</p>}
      </header>
      <div className="settings-card">{children}</div>
    </section>
  );
}

interface RowProps {
  label: string;
  hint?: ReactNode;
  /** Of the control that the label belongs to; missing: it labels a group. */
  htmlFor?: string;
  children: ReactNode;
}

export function Row({ label, hint, htmlFor, children }: RowProps) {
  return (
    <div className="settings-row">
      <div className="settings-label">
        {htmlFor ? <label htmlFor={htmlFor}>{label}</label> : <span>{label}</span>}
        {hint && <p className="hint">{hint}</p>}
      </div>
      <div className="settings-control">{children}</div>
    </div>
  );
}

interface PickProps<V extends string> {
  label: string;
  hint?: ReactNode;
  value: V;
  options: readonly (readonly [V, string])[];
  /** Nobody may choose here: the value is shown as text. */
  isReadOnly?: boolean;
  onPick: (value: V) => void;
}

export function Pick<V extends string>({ label, hint, value, options, isReadOnly = false, onPick }: PickProps<V>) {
  const id = useId();
  if (isReadOnly) {
    return (
      <Row label={label} hint={hint}>
        <span>{options.find(([option]) => option === value)?.[1] ?? value}</span>
      </Row>
    );
  }
  return (
    <Row label={label} hint={hint} htmlFor={id}>
      <select id={id} value={value} onChange={(event) => onPick(event.target.value as V)}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </Row>
  );
}
