// Deleting a period: its name is typed, so that nobody does it by a slip.
import { type FormEvent, useState } from "react";
import "../records/records.css";
import { useActs } from "../records/undoable";
import type { Client } from "../sync/client";
import { Button } from "../ui/Controls";
import { Dialog, focusFirst } from "../ui/Dialog";
import { words } from "../words";
import type { ListedPeriod } from "./list";

export default function DeletePeriod({ client, period, onClose }: { client: Client; period: ListedPeriod; onClose: () => void }) {
  const say = words.periodActs.deleting;
  const operate = useActs(client);
  const [typed, setTyped] = useState("");
  const isMeant = typed.trim() === period.name.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isMeant) return;
    void operate({ type: "PERIOD_DELETE", payload: { id: period.id } }, say.done(period.name)).then(onClose);
  };
  return (
    <Dialog title={say.title(period.name)} onClose={onClose} className="record-form">
      <p>{say.what}</p>
      <form onSubmit={submit}>
        <label className="field">
          {say.type(period.name)}
          <input ref={focusFirst} value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
        </label>
        <div className="acts">
          <Button look="primary" type="submit" disabled={!isMeant}>
            {say.submit}
          </Button>
          <Button onClick={onClose}>{say.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}
