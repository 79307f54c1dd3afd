// How often a rule is broken now, and where: each place leads to its cells in the grid.
import { Check, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import type { Checked } from "../issues/checker";
import type { Rule } from "../sync/wire";
import { Button } from "../ui/Controls";
import { words } from "../words";
import { type Broken, NOT_BROKEN } from "./breaches";

const SHOWN = 5;

export interface Counted {
  periodId: string;
  periodName: string;
  checked: Checked;
  broken: ReadonlyMap<string, Broken>;
}

export function Breaks({ rule, counted }: { rule: Rule; counted: Counted | null }) {
  const [isWhole, setWhole] = useState(false);
  if (counted === null) return null;
  const say = words.rules;
  const { checked, periodId, periodName } = counted;
  const { times, points, violations } = counted.broken.get(rule.id) ?? NOT_BROKEN;
  const isCounted = rule.enabled !== false && rule.weight !== 0;
  if (!isCounted) return <p className="rule-breaks">{rule.enabled === false ? say.notCounted : say.noWeight}</p>;
  if (checked.state === "unknown") return <p className="rule-breaks">{say.counting}</p>;
  if (checked.state === "failed")
    return <p className="rule-breaks is-failed">{checked.why ? say.checkRefused(checked.why) : say.checkFailed}</p>;
  const isMust = rule.enforcement === "hard";
  const shown = isWhole ? violations : violations.slice(0, SHOWN);
  return (
    <section className={`rule-breaks ${times === 0 ? "is-kept" : isMust ? "is-must" : "is-wish"}`} aria-busy={checked.isChecking}>
      <p role="status">
        {times === 0 ? <Check size={16} aria-hidden="true" /> : <TriangleAlert size={16} aria-hidden="true" />}
        <b>{say.breaks(times, periodName)}</b>
        {times > 0 && <span className="points">{say.costs(points, isMust)}</span>}
      </p>
      {times > 0 && (
        <ul aria-label={say.where}>
          {shown.map((violation) => (
            <li key={`${violation.message} ${violation.date ?? ""} ${violation.staff_id ?? ""}`}>
              <Link href={gridAt(periodId, violation.cells)}>{violation.message}</Link>
            </li>
          ))}
        </ul>
      )}
      {shown.length < violations.length && (
        <Button look="quiet" onClick={() => setWhole(true)}>
          {say.more(violations.length - shown.length)}
        </Button>
      )}
    </section>
  );
}

/** Enough to see where; an address has an end. */
const CELLS_MAX = 60;

function gridAt(periodId: string, cells: readonly { staff_id: string; date: string }[]): string {
  const show = cells
    .slice(0, CELLS_MAX)
    .map(({ staff_id, date }) => `${staff_id}:${date}`)
    .join(",");
  return `/periods/${encodeURIComponent(periodId)}${show === "" ? "" : `?show=${encodeURIComponent(show)}`}`;
}
