// Archiving somebody: first where they stand, then the act, with Undo.
import { Link } from "wouter";
import { useActs } from "../records/undoable";
import type { Client } from "../sync/client";
import { Button } from "../ui/Controls";
import { Dialog } from "../ui/Dialog";
import { words } from "../words";
import { usePeriodsOf } from "./PersonSheet";
import type { Person } from "./people";

export function ArchivePerson({ client, person, onClose }: { client: Client; person: Person; onClose: () => void }) {
  const say = words.staff.archiving;
  const operate = useActs(client);
  const { data, isError } = usePeriodsOf(person.id);
  const periods = data?.items ?? [];
  const archive = () => {
    void operate({ type: "STAFF_DELETE", payload: { id: person.id } }, say.done(person.shownName));
    onClose();
  };
  return (
    <Dialog title={say.title(person.shownName)} onClose={onClose} className="record-form">
      {isError ? (
        <p>{say.failed}</p>
      ) : data === undefined ? (
        <p>{say.reading}</p>
      ) : (
        <p>{periods.length === 0 ? say.nowhere : say.standsIn(periods.length)}</p>
      )}
      {periods.length > 0 && (
        <>
          <ul className="record-links">
            {periods.map((period) => (
              <li key={period.id}>
                <Link href={`/periods/${encodeURIComponent(period.id)}`}>{period.name}</Link>
                <span className="hint">{words.dates(period.start_date, period.end_date)}</span>
              </li>
            ))}
          </ul>
          <p className="hint">{say.takeOut}</p>
        </>
      )}
      <div className="acts">
        <Button look="primary" onClick={archive}>
          {say.submit(person.shownName)}
        </Button>
        <Button onClick={onClose}>{say.cancel}</Button>
      </div>
    </Dialog>
  );
}
