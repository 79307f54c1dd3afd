// The first and the last day of a period, with how many that makes.
import { useId } from "react";
import { words } from "../words";
import { dayCount } from "./pattern";

/** As many as the hub takes. */
const DAYS_MAX = 400;

/** What is wrong with the two days, or null; half a form isn't wrong, only not ready. */
export function faultOfDates(from: string, to: string): string | null {
  const say = words.periodActs.form;
  if (!from || !to) return "";
  const days = dayCount(from, to);
  if (days < 1) return say.wrongWay;
  return days > DAYS_MAX ? say.tooLong(DAYS_MAX) : null;
}

export function Dates({ from, to, onChange }: { from: string; to: string; onChange: (from: string, to: string) => void }) {
  const say = words.periodActs.form;
  const id = useId();
  const fault = faultOfDates(from, to);
  return (
    <div className="record-pair">
      <label className="field">
        {say.from}
        <input type="date" required value={from} aria-describedby={id} onChange={(event) => onChange(event.target.value, to)} />
      </label>
      <label className="field">
        {say.to}
        <input
          type="date"
          required
          value={to}
          aria-invalid={Boolean(fault)}
          aria-describedby={id}
          onChange={(event) => onChange(from, event.target.value)}
        />
      </label>
      <p id={id} className={fault ? "hint is-danger" : "hint"}>
        {fault ?? say.length(dayCount(from, to))}
      </p>
    </div>
  );
}
