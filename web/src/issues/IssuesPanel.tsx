// Which rules the grid breaks: must before wish; a click goes to the cells.
import { useState } from "react";
import type { CellAt } from "../sync/document";
import { Button } from "../ui/Controls";
import { words } from "../words";
import type { Checked } from "./checker";
import { listed, rulesOf } from "./index";

/** Of each rule; more are behind a button: a list of hundreds helps nobody. */
const SHOWN = 5;

interface Props {
  checked: Checked;
  ruleName: (ruleId: string) => string;
  onShow: (cells: readonly CellAt[]) => void;
}

export function IssuesPanel({ checked, ruleName, onShow }: Props) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const say = words.issues;
  if (checked.state === "failed" && checked.violations.length === 0) return <p className="blank">{say.failed}</p>;
  if (checked.state === "unknown") return <p className="blank">{say.checking}</p>;
  if (checked.violations.length === 0) {
    return (
      <div className="blank">
        <p>{say.none}</p>
        <p className="hint">{say.noneHint}</p>
      </div>
    );
  }
  const rules = rulesOf(listed(checked.violations));
  return (
    <div className="issues">
      {checked.state === "failed" && <p className="hint">{say.failed}</p>}
      <ul aria-label={say.title}>
        {rules.flatMap(({ ruleId, enforcement, violations }, index) => {
          const shown = opened.has(ruleId) ? violations : violations.slice(0, SHOWN);
          const startsGroup = index === 0 || rules[index - 1]!.enforcement !== enforcement;
          const rows = shown.map((violation, row) => (
            <li key={`${ruleId} ${violation.message} ${violation.date ?? ""}`}>
              {row === 0 && startsGroup && <h3>{enforcement === "hard" ? say.must : say.wish}</h3>}
              {row === 0 && (
                <h4>
                  <i className={`corner is-${enforcement}`} aria-hidden="true" />
                  {ruleName(ruleId)}
                  <span className="points">{words.number(violations.length)}</span>
                </h4>
              )}
              <button type="button" onClick={() => onShow(violation.cells.map(({ staff_id, date }) => ({ staffId: staff_id, date })))}>
                <span>{violation.message}</span>
                {enforcement === "soft" && <span className="points">−{say.points(violation.points)}</span>}
              </button>
            </li>
          ));
          const hidden = violations.length - shown.length;
          if (hidden === 0) return rows;
          return [
            ...rows,
            <li key={`${ruleId} more`}>
              <Button look="quiet" onClick={() => setOpened(new Set([...opened, ruleId]))}>
                {say.hidden(hidden)}
              </Button>
            </li>,
          ];
        })}
      </ul>
    </div>
  );
}
