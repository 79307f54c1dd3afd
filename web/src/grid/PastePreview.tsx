// Before a large paste with dates or names at its heads: what was recognised, and where it would go.
import { useApp } from "../app/app";
import { Button } from "../ui/Controls";
import { Dialog, focusFirst } from "../ui/Dialog";
import { words } from "../words";
import "../find/find.css";
import type { GridController } from "./controller";
import type { Head, PastePlan } from "./pasting";
import type { Roster } from "./roster";

/** As much as shows that it was understood. */
const ROWS_SHOWN = 6;
const DAYS_SHOWN = 10;
const NAMED_MAX = 5;

interface Props {
  controller: GridController;
  plan: PastePlan;
  onClose: () => void;
}

export default function PastePreview({ controller, plan, onClose }: Props) {
  const say = words.find.paste;
  const { spoken } = useApp();
  const roster = controller.roster.get();
  const paste = () => {
    onClose();
    controller.pastePlan(plan);
  };
  const asItIs = () => {
    onClose();
    controller.pasteAsItIs(plan.block, plan.isOwn);
  };
  const found = (heads: readonly Head[]) => heads.filter(({ to }) => to !== null).length;
  const lost = (heads: readonly Head[]) => heads.filter(({ to }) => to === null);
  const few = (heads: readonly Head[]) =>
    heads
      .slice(0, NAMED_MAX)
      .map(({ text }) => text)
      .join(", ") + (heads.length > NAMED_MAX ? " …" : "");
  return (
    <Dialog title={say.title} onClose={onClose} className="paste-dialog">
      <p>
        {say.where(found(plan.rows), found(plan.columns))} {plan.hasDates && say.byDates} {plan.hasNames && say.byNames}
      </p>
      {roster && <Sample plan={plan} roster={roster} controller={controller} />}
      <ul className="paste-lost">
        {plan.hasNames && lost(plan.rows).length > 0 && <li>{say.noPlace(lost(plan.rows).length, few(lost(plan.rows)))}</li>}
        {plan.hasDates && lost(plan.columns).length > 0 && <li>{say.noDay(lost(plan.columns).length, few(lost(plan.columns)))}</li>}
        {plan.unknown.length > 0 && (
          <li>{say.unknown(plan.unknown.slice(0, NAMED_MAX).join(", ") + (plan.unknown.length > NAMED_MAX ? " …" : ""))}</li>
        )}
      </ul>
      <div className="acts" ref={focusFirstAct}>
        <Button
          look="primary"
          disabled={plan.changes === 0}
          onClick={() => {
            paste();
            spoken.set(words.find.did.paste(plan.changes));
          }}
        >
          {say.act(plan.changes)}
        </Button>
        <Button onClick={asItIs}>{say.asItIs}</Button>
        <Button look="quiet" onClick={onClose}>
          {say.cancel}
        </Button>
      </div>
    </Dialog>
  );
}

const focusFirstAct = (acts: HTMLElement | null): void => focusFirst(acts?.querySelector("button") ?? null);

function Sample({ plan, roster, controller }: { plan: PastePlan; roster: Roster; controller: GridController }) {
  const say = words.find.paste;
  const columns = plan.columns.map(({ to }, index) => ({ to, index })).filter(({ to }) => to !== null);
  const rows = plan.rows.map(({ text, to }, index) => ({ text, to, index }));
  const codes = new Map(plan.edits.map(({ row, column, set }) => [`${row}/${column}`, set.shift ?? null]));
  return (
    <div className="paste-sample">
      <table>
        <caption className="sr-only">{say.sample}</caption>
        <thead>
          <tr>
            <th scope="col">{say.row}</th>
            {columns.slice(0, DAYS_SHOWN).map(({ to }) => (
              <th key={to} scope="col">
                <span>{words.weekdayLetter(roster.days[to!]!.date)}</span>
                {roster.days[to!]!.day}
              </th>
            ))}
            {columns.length > DAYS_SHOWN && <th scope="col">{say.moreDays(columns.length - DAYS_SHOWN)}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, ROWS_SHOWN).map(({ text, to, index }) => (
            <tr key={index} className={to === null ? "is-lost" : ""}>
              <th scope="row">{to === null ? text : controller.personOfRow(to)}</th>
              {columns.slice(0, DAYS_SHOWN).map(({ to: column, index: at }) => {
                const code = to === null ? undefined : codes.get(`${to}/${column}`);
                const look = code ? roster.shifts.get(code) : undefined;
                return (
                  <td key={column}>
                    {look ? (
                      <span className={`tile shift-${look.colour}`}>{look.symbol}</span>
                    ) : code === null ? (
                      ""
                    ) : (
                      <s>{plan.values[index]![at]}</s>
                    )}
                  </td>
                );
              })}
              {columns.length > DAYS_SHOWN && <td />}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > ROWS_SHOWN && <p className="hint">{say.more(rows.length - ROWS_SHOWN)}</p>}
    </div>
  );
}
