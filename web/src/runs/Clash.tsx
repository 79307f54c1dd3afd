// Why a result still breaks must-rules: which ones clash, with whom and when; each leads to its cells.
import { useState } from "react";
import type { CellAt } from "../sync/document";
import type { Explanation } from "../sync/wire";
import { Button } from "../ui/Controls";
import { words } from "../words";
import { cellsOf } from "./clashing";

const SHOWN = 6;

interface Props {
  explanation: Explanation;
  staff: readonly string[];
  ruleName: (ruleId: string) => string;
  onShow: (cells: readonly CellAt[]) => void;
}

export function Clash({ explanation, staff, ruleName, onShow }: Props) {
  const [isWhole, setWhole] = useState(false);
  const say = words.configs.explanation;
  const { members, message, confirmed } = explanation;
  const shown = isWhole ? members : members.slice(0, SHOWN);
  return (
    <section className="clash" aria-label={say.title}>
      <h3>{say.title}</h3>
      <p>{message}</p>
      {members.length > 0 && (
        <ul aria-label={say.members}>
          {shown.map((member) => {
            const cells = cellsOf(member, staff);
            const told = (
              <>
                <strong>{ruleName(member.rule_id)}</strong>
                <span>{member.message}</span>
              </>
            );
            return (
              <li key={`${member.rule_id} ${member.message}`}>
                {cells.length > 0 ? (
                  <button type="button" onClick={() => onShow(cells)}>
                    {told}
                  </button>
                ) : (
                  <p>{told}</p>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {shown.length < members.length && (
        <Button look="quiet" onClick={() => setWhole(true)}>
          {say.more(members.length - shown.length)}
        </Button>
      )}
      <p className="hint">{confirmed && members.length > 0 ? say.proven : say.unproven}</p>
    </section>
  );
}
