// Who is in a period and in which order: the order of the grid.
import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { type KeyboardEvent, useMemo } from "react";
import { useApp } from "../app/app";
import { useHeld } from "../periods/held";
import { useActs } from "../records/undoable";
import type { Client } from "../sync/client";
import { Button, IconButton } from "../ui/Controls";
import { Dialog } from "../ui/Dialog";
import { words } from "../words";
import { filledCells, moved, putIn, takenOut, withStaff } from "./membership";
import { type Person, sorted } from "./people";
import "../records/records.css";

interface OrderDialogProps {
  client: Client;
  periodId: string;
  /** Everybody who isn't archived. */
  people: readonly Person[];
  onClose: () => void;
}

export function OrderDialog({ client, periodId, people, onClose }: OrderDialogProps) {
  const say = words.staff.ordering;
  const { spoken } = useApp();
  const operate = useActs(client);
  const period = useHeld(client, periodId);
  const header = period?.live.state?.header;
  const byId = useMemo(() => new Map(people.map((person) => [person.id, person])), [people]);
  if (!header || !period) {
    return (
      <Dialog title={words.frame.loading} onClose={onClose} className="record-form">
        <p />
      </Dialog>
    );
  }
  const { staff, name } = header;
  const nameOf = (id: string) => byId.get(id)?.shownName ?? String(client.workspace.state?.all("staff").get(id)?.name ?? id);
  const others = sorted(
    people.filter(({ id }) => !staff.includes(id)),
    { by: "name", isDown: false },
  );
  const set = (next: readonly string[], told?: string) => void operate(withStaff(periodId, next), told);
  const move = (id: string, by: number) => {
    const next = moved(staff, id, by);
    set(next);
    spoken.set(say.moved(nameOf(id), next.indexOf(id) + 1, next.length));
  };
  const sortBy = (by: "name" | "group") => {
    const known = staff.flatMap((id) => byId.get(id) ?? []);
    const next = sorted(known, { by, isDown: false }).map(({ id }) => id);
    set([...next, ...staff.filter((id) => !byId.has(id))]);
  };
  return (
    <Dialog title={say.title(name)} onClose={onClose} className="record-form">
      <div className="order-head">
        <p className="hint">{staff.length === 0 ? say.none : `${words.people(staff.length)} · ${say.lede}`}</p>
        <Button look="quiet" onClick={() => sortBy("name")}>
          {say.byName}
        </Button>
        <Button look="quiet" onClick={() => sortBy("group")}>
          {say.byGroup}
        </Button>
      </div>
      <ol className="order-list">
        {staff.map((id, index) => (
          <li key={id} onKeyDown={(event) => byArrows(event, (by) => move(id, by))}>
            <span className="order-place">{index + 1}</span>
            <span className="order-name">
              {nameOf(id)}
              <small>{[byId.get(id)?.position, byId.get(id)?.group].filter(Boolean).join(" · ")}</small>
            </span>
            <IconButton label={say.up(nameOf(id))} disabled={index === 0} onClick={() => move(id, -1)}>
              <ArrowUp size={16} />
            </IconButton>
            <IconButton label={say.down(nameOf(id))} disabled={index === staff.length - 1} onClick={() => move(id, 1)}>
              <ArrowDown size={16} />
            </IconButton>
            <IconButton
              label={say.takeOut(nameOf(id))}
              onClick={() => set(takenOut(staff, id), words.staff.left(nameOf(id), name, filledCells(period, id)))}
            >
              <X size={16} />
            </IconButton>
          </li>
        ))}
      </ol>
      <div className="order-head">
        <h3>{say.others}</h3>
        {others.length > 1 && (
          <Button
            look="quiet"
            onClick={() =>
              set(
                putIn(
                  staff,
                  others.map(({ id }) => id),
                ),
              )
            }
          >
            {say.all(others.length)}
          </Button>
        )}
      </div>
      {others.length === 0 && <p className="hint">{say.noOthers}</p>}
      <ul className="order-list">
        {others.map((person) => (
          <li key={person.id}>
            <span className="order-name">
              {person.shownName}
              <small>{[person.position, person.group].filter(Boolean).join(" · ")}</small>
            </span>
            <IconButton label={say.putIn(person.shownName)} onClick={() => set(putIn(staff, [person.id]))}>
              <Plus size={16} />
            </IconButton>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** Alt and an arrow move the person whose row has the focus. */
function byArrows(event: KeyboardEvent, move: (by: number) => void): void {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!event.altKey || by === undefined) return;
  event.preventDefault();
  move(by);
}
