// Adding people one by one: what they have in common stays in the form.
import { type FormEvent, useId, useRef, useState } from "react";
import { freeCode } from "../records/entities";
import { NewCode } from "../records/NewFields";
import { useActs } from "../records/undoable";
import { type Client, isDone } from "../sync/client";
import { newId } from "../sync/ids";
import { Button } from "../ui/Controls";
import { Dialog } from "../ui/Dialog";
import { words } from "../words";
import type { Chosen } from "./chosen";
import { putIn, withStaff } from "./membership";
import { known, type Person } from "./people";
import { creationOf } from "./writing";

interface AddPersonProps {
  client: Client;
  people: readonly Person[];
  chosen: Chosen;
  onClose: () => void;
}

export function AddPerson({ client, people, chosen, onClose }: AddPersonProps) {
  const say = words.staff.adding;
  const operate = useActs(client);
  const [name, setName] = useState("");
  const [ownCode, setCode] = useState<string | null>(null);
  const [position, setPosition] = useState("");
  const [group, setGroup] = useState("");
  const [isPutIn, setPutIn] = useState(true);
  const [added, setAdded] = useState("");
  const first = useRef<HTMLInputElement>(null);

  const taken = new Set(people.map(({ code }) => code));
  const code = ownCode ?? (name.trim() ? freeCode(name, taken) : "");
  const isTaken = taken.has(code.trim());
  const canPutIn = chosen.staff !== null && !chosen.isClosed;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isTaken || name.trim() === "" || code.trim() === "") return;
    const personId = newId();
    const body = creationOf({ id: personId, code: code.trim(), name: name.trim(), position: position.trim(), group: group.trim() });
    const answer = operate(body);
    if (canPutIn && isPutIn && chosen.id !== null && chosen.staff !== null) {
      const [period, staff] = [chosen.id, chosen.staff];
      // A period takes only people whom the workspace has.
      void answer.then((given) => {
        if (isDone(given)) void operate(withStaff(period, putIn(staffNow(client, period) ?? staff, [personId])));
      });
    }
    setAdded(say.added(name.trim()));
    setName("");
    setCode(null);
    first.current?.focus();
  };
  return (
    <Dialog title={say.title} onClose={onClose} className="record-form">
      <form onSubmit={submit}>
        <label className="field">
          {say.name}
          <input ref={first} value={name} required maxLength={200} autoComplete="off" onChange={(event) => setName(event.target.value)} />
        </label>
        <NewCode words={say} value={code} isTaken={isTaken} onChange={setCode} />
        <div className="record-pair">
          <Known label={say.position} value={position} options={known(people, "position")} onChange={setPosition} />
          <Known label={say.group} value={group} options={known(people, "group")} onChange={setGroup} />
        </div>
        {canPutIn && (
          <label className="check">
            <input type="checkbox" checked={isPutIn} onChange={(event) => setPutIn(event.target.checked)} />
            {say.putIn(chosen.name)}
          </label>
        )}
        <p className="hint is-ok" role="status">
          {added}
        </p>
        <div className="acts">
          <Button look="primary" type="submit">
            {say.submit}
          </Button>
          <Button onClick={onClose}>{say.done}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Who is in a period now: others may have moved them since the form was opened. */
export function staffNow(client: Client, periodId: string): readonly string[] | undefined {
  return client.period(periodId).live.state?.header.staff;
}

interface KnownProps {
  label: string;
  value: string;
  options: readonly string[];
  onChange: (value: string) => void;
}

function Known({ label, value, options, onChange }: KnownProps) {
  const id = useId();
  return (
    <label className="field">
      {label}
      <input value={value} maxLength={200} list={id} autoComplete="off" onChange={(event) => onChange(event.target.value)} />
      <datalist id={id}>
        {options.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </label>
  );
}
