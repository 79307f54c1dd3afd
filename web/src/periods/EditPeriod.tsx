// Another name or other days for a period; what leaves with days that go is said first.
import { type FormEvent, useState } from "react";
import "../records/records.css";
import { useActs } from "../records/undoable";
import type { Client } from "../sync/client";
import { Button } from "../ui/Controls";
import { Dialog } from "../ui/Dialog";
import { words } from "../words";
import { Dates, faultOfDates } from "./Dates";
import type { ListedPeriod } from "./list";
import { dayCount } from "./pattern";

export default function EditPeriod({ client, period, onClose }: { client: Client; period: ListedPeriod; onClose: () => void }) {
  const say = words.periodActs.form;
  const operate = useActs(client);
  const [name, setName] = useState(period.name);
  const [[from, to], setDates] = useState([period.start_date, period.end_date]);
  const fault = faultOfDates(from!, to!);
  const leaving = fault === null ? daysThatLeave(period, from!, to!) : 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const set = {
      ...(name.trim() === period.name ? {} : { name: name.trim() }),
      ...(from === period.start_date ? {} : { start_date: from! }),
      ...(to === period.end_date ? {} : { end_date: to! }),
    };
    if (fault !== null) return;
    if (Object.keys(set).length === 0) return onClose();
    void operate({ type: "PERIOD_UPDATE", payload: { id: period.id, set } }).then(onClose);
  };
  return (
    <Dialog title={say.editTitle} onClose={onClose} className="record-form">
      <form onSubmit={submit}>
        <label className="field">
          {say.name}
          <input value={name} required maxLength={200} autoComplete="off" onChange={(event) => setName(event.target.value)} />
        </label>
        <Dates from={from!} to={to!} onChange={(first, last) => setDates([first, last])} />
        {leaving > 0 && <p className="hint is-warn">{say.clears(leaving)}</p>}
        <div className="acts">
          <Button look="primary" type="submit" disabled={fault !== null}>
            {say.save}
          </Button>
          <Button onClick={onClose}>{say.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function daysThatLeave({ start_date, end_date }: ListedPeriod, from: string, to: string): number {
  const first = from > start_date ? from : start_date;
  const last = to < end_date ? to : end_date;
  return dayCount(start_date, end_date) - Math.max(0, dayCount(first, last));
}
