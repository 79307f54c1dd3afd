// Pasting a list of people: what is understood of each line is shown before anything is stored.
import { type ReactNode, useId, useMemo, useState } from "react";
import { useApp } from "../app/app";
import { useActs } from "../records/undoable";
import type { Client } from "../sync/client";
import { Button } from "../ui/Controls";
import { Dialog, focusFirst } from "../ui/Dialog";
import { words } from "../words";
import { addMany } from "./addMany";
import type { Chosen } from "./chosen";
import { type Fault, type Pasted, type Reading, readList } from "./paste";
import type { Person } from "./people";

interface PastePeopleProps {
  client: Client;
  people: readonly Person[];
  chosen: Chosen;
  onClose: () => void;
}

export function PastePeople({ client, people, chosen, onClose }: PastePeopleProps) {
  const say = words.staff.pasting;
  const { toasts } = useApp();
  const operate = useActs(client);
  const [pasted, setPasted] = useState("");
  const [against] = useState(people);
  const [turned, setTurned] = useState<ReadonlySet<number>>(new Set());
  const [isPutIn, setPutIn] = useState(true);
  const [progress, setProgress] = useState<{ done: number; all: number } | null>(null);
  const hint = useId();
  const reading = useMemo(() => readList(pasted, against), [pasted, against]);
  const isTaken = (row: Pasted) => row.canBeAdded && (row.fault === null) !== turned.has(row.line);
  const wanted = reading.people.filter(isTaken);
  const canPutIn = chosen.staff !== null && !chosen.isClosed;

  const add = async () => {
    const periodId = canPutIn && isPutIn ? chosen.id : null;
    setProgress({ done: 0, all: wanted.length });
    const count = await addMany(client, operate, wanted, periodId, (done) => setProgress({ done, all: wanted.length }));
    const failed = wanted.length - count;
    toasts.say(failed > 0 ? say.some(count, failed) : say.done(count), [], failed > 0 ? "alert" : "status");
    onClose();
  };
  const turn = (line: number) => {
    const next = new Set(turned);
    if (!next.delete(line)) next.add(line);
    setTurned(next);
  };
  return (
    <Dialog title={say.title} onClose={onClose} className="record-form is-broad">
      <p id={hint}>{say.lede}</p>
      <label className="field">
        {say.label}
        <textarea
          ref={focusFirst}
          rows={6}
          value={pasted}
          placeholder={say.hint}
          aria-describedby={hint}
          disabled={progress !== null}
          onChange={(event) => {
            setPasted(event.target.value);
            setTurned(new Set());
          }}
        />
      </label>
      {pasted.trim() !== "" && <Understood reading={reading} isTaken={isTaken} onTurn={turn} />}
      {canPutIn && (
        <label className="check">
          <input type="checkbox" checked={isPutIn} onChange={(event) => setPutIn(event.target.checked)} />
          {say.putIn(chosen.name)}
        </label>
      )}
      <div className="acts">
        <Button look="primary" disabled={wanted.length === 0 || progress !== null} onClick={() => void add()}>
          {progress ? say.adding(progress.done, progress.all) : say.submit(wanted.length)}
        </Button>
        <Button onClick={onClose}>{words.staff.archiving.cancel}</Button>
      </div>
    </Dialog>
  );
}

interface UnderstoodProps {
  reading: Reading;
  isTaken: (row: Pasted) => boolean;
  onTurn: (line: number) => void;
}

function Understood({ reading, isTaken, onTurn }: UnderstoodProps): ReactNode {
  const say = words.staff.pasting;
  return (
    <section className="record-part" aria-label={say.understood}>
      <h3>{say.understood}</h3>
      {reading.columns.length > 0 && (
        <p className="hint">{reading.columns.map(({ heading, field }) => say.column(heading, field && say.fields[field])).join(" · ")}</p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keyboard */}
      <div className="record-preview" tabIndex={0}>
        <table className="record-table" aria-label={say.understood}>
          <tbody>
            {reading.people.map((row) => (
              <tr key={row.line} className={isTaken(row) ? "" : "is-archived"}>
                <td className="is-box">
                  <input
                    type="checkbox"
                    checked={isTaken(row)}
                    disabled={!row.canBeAdded}
                    aria-label={say.takes(row.name || row.code)}
                    onChange={() => onTurn(row.line)}
                  />
                </td>
                <th scope="row">
                  {row.name || row.code}
                  <small>{detailsOf(row)}</small>
                </th>
                <td className="is-code">{row.code}</td>
                <td>
                  {row.fault ? (
                    <span className="tag is-soon">{faultWords(row.fault)}</span>
                  ) : (
                    <span className="tag is-published">{say.isNew}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {reading.leftOut > 0 && <p className="hint is-warn">{say.leftOut(reading.leftOut)}</p>}
    </section>
  );
}

function detailsOf({ position, group, department, employment, skills }: Pasted): string {
  const parts = [position, group, department, employment && words.staff.employments[employment]];
  const able = skills.map(({ name, until }) => (until ? `${name} ${words.staff.until(until)}` : name));
  return [...parts, ...able].filter(Boolean).join(" · ");
}

function faultWords(fault: Fault): string {
  const say = words.staff.pasting;
  switch (fault.kind) {
    case "here":
      return say.here(fault.name);
    case "twice":
      return say.twice;
    case "codeTaken":
      return say.codeTaken(fault.code);
    case "tooLong":
      return say.tooLong;
  }
}
