// Which rules the grid breaks: must before wish; a click goes to the cells.
import { useState } from "react";
import type { CellAt } from "../sync/document";
import type { Violation } from "../sync/wire";
import { Button } from "../ui/Controls";
import { words } from "../words/en";
import type { Checked } from "./checker";
import { listed } from "./index";

/** More are behind a button: a list of thousands helps nobody. */
const SHOWN = 100;

interface Props {
  checked: Checked;
  ruleName: (ruleId: string) => string;
  onShow: (cells: readonly CellAt[]) => void;
}

export function IssuesPanel({ checked, ruleName, onShow }: Props) {
  const [most, setMost] = useState(SHOWN);
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
  const shown = listed(checked.violations).slice(0, most);
  const hidden = checked.violations.length - shown.length;
  return (
    <div className="issues">
      {checked.state === "failed" && <p className="hint">{say.failed}</p>}
      <ul aria-label={say.title}>
        {shown.map((violation, index) => (
          <li
            key={`${violation.rule_id} ${violation.message} ${violation.date ?? ""}`}
            className={startsGroup(shown, index) ? "starts-group" : ""}
          >
            {startsGroup(shown, index) && <h3>{violation.enforcement === "hard" ? say.must : say.wish}</h3>}
            <button type="button" onClick={() => onShow(violation.cells.map(({ staff_id, date }) => ({ staffId: staff_id, date })))}>
              <i className={`corner is-${violation.enforcement}`} aria-hidden="true" />
              <span>
                <strong>{ruleName(violation.rule_id)}</strong>
                <span>{violation.message}</span>
              </span>
              <span className="points">{say.points(violation.points)}</span>
            </button>
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <Button look="quiet" onClick={() => setMost(most + SHOWN)}>
          {say.hidden(hidden)}
        </Button>
      )}
    </div>
  );
}

function startsGroup(shown: readonly Violation[], index: number): boolean {
  return index === 0 || shown[index - 1]!.enforcement !== shown[index]!.enforcement;
}
