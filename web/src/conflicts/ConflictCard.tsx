// One conflict: what each side set, and the three ways to end it.
import { useLocation } from "wouter";
import { useApp } from "../app/app";
import type { Client } from "../sync/client";
import { type Choice, type OpenConflict, theirs } from "../sync/inbox";
import type { ConflictField } from "../sync/wire";
import { Button } from "../ui/Controls";
import { words } from "../words";
import { actorOf, cellOf, shownValue, whereOf } from "./naming";
import { OtherValue } from "./OtherValue";

/** So many fields of one edit are shown side by side. */
const SHOWN_MAX = 8;

interface ConflictCardProps {
  client: Client;
  conflict: OpenConflict;
  periodName: string;
  isActive: boolean;
  isAsking: boolean;
  onFocus: () => void;
  onAsk: (isAsking: boolean) => void;
  onChoose: (choice: Choice) => void;
}

export function ConflictCard({ client, conflict, periodName, isActive, isAsking, onFocus, onAsk, onChoose }: ConflictCardProps) {
  const say = words.conflicts;
  const { fields, others = 0, wasRefused = false } = conflict;
  const shown = fields.slice(0, SHOWN_MAX);
  const title = [...new Set(shown.slice(0, 2).map((field) => whereOf(client, field)))].join("; ");
  return (
    <li>
      <article className="conflict" tabIndex={isActive ? 0 : -1} aria-label={title} onFocus={onFocus}>
        <header>
          <h2>{title}</h2>
          <Place conflict={conflict} periodName={periodName} />
        </header>
        <dl className="sides">
          {shown.map((field) => (
            <Sides key={`${field.id} ${field.field}`} client={client} conflict={conflict} field={field} isAlone={shown.length === 1} />
          ))}
        </dl>
        {fields.length > shown.length && <p className="hint">{say.more(fields.length - shown.length)}</p>}
        {others > 0 && <p className="hint">{say.others(others)}</p>}
        {wasRefused && <p className="wrong">{say.refused}</p>}
        {isAsking ? (
          <OtherValue client={client} conflict={conflict} onChoose={onChoose} onCancel={() => onAsk(false)} />
        ) : (
          <div className="conflict-acts">
            <Button look="primary" onClick={() => onChoose({ choice: "mine" })}>
              {say.keepMine} <kbd>1</kbd>
            </Button>
            <Button onClick={() => onChoose(theirs(conflict))}>
              {say.takeTheirs} <kbd>2</kbd>
            </Button>
            <Button look="quiet" onClick={() => onAsk(true)}>
              {say.other} <kbd>3</kbd>
            </Button>
          </div>
        )}
      </article>
    </li>
  );
}

function Place({ conflict, periodName }: Pick<ConflictCardProps, "conflict" | "periodName">) {
  const app = useApp();
  const [, go] = useLocation();
  const { period_id, fields } = conflict;
  if (!period_id) return <span className="hint">{words.conflicts.inWorkspace}</span>;
  const cells = fields.filter(({ entity }) => entity === "cell").map(({ id }) => cellOf(id));
  const show = () => {
    if (cells.length > 0) app.toShow.set({ periodId: period_id, cells });
    go(`/periods/${encodeURIComponent(period_id)}`);
  };
  return (
    <Button look="quiet" onClick={show}>
      {words.conflicts.show(periodName)}
    </Button>
  );
}

function Sides({ client, conflict, field, isAlone }: { client: Client; conflict: OpenConflict; field: ConflictField; isAlone: boolean }) {
  const say = words.conflicts;
  const made = conflict.times?.[String(field.theirs.version)];
  const at = made ? say.time(new Date(made), new Date()) : null;
  const isSame = JSON.stringify(field.base ?? null) === JSON.stringify(field.theirs.value ?? null);
  return (
    <div className="side">
      {!isAlone && <dt className="side-where">{whereOf(client, field)}</dt>}
      <dt>{say.yours}</dt>
      <dd>
        <Value client={client} field={field} value={field.mine} />
      </dd>
      <dt>{say.theirs(actorOf(field), at)}</dt>
      <dd>
        <Value client={client} field={field} value={field.theirs.value} />
      </dd>
      {!isSame && <dd className="side-base hint">{say.was(shownValue(client, field, field.base))}</dd>}
    </div>
  );
}

/** A shift bears its tile, as in the grid. */
function Value({ client, field, value }: { client: Client; field: ConflictField; value: unknown }) {
  const text = shownValue(client, field, value);
  if (field.field !== "shift") return <span className="side-value">{text}</span>;
  const look = [...(client.workspace.state?.all("shift_type").values() ?? [])].find(({ code }) => code === value);
  return (
    <span className="side-value">
      <span className={`tile shift-${String(look?.colour ?? "empty")}`} aria-hidden="true">
        {typeof value === "string" ? String(look?.symbol ?? value) : ""}
      </span>
      {text}
    </span>
  );
}
