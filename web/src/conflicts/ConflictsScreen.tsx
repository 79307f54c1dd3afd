// The inbox of conflicts: one's own edits that met another's and wait for one's choice.
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useApp } from "../app/app";
import { ScreenFrame } from "../frame/ScreenFrame";
import { usePeriods } from "../periods/list";
import type { Client } from "../sync/client";
import { type Choice, type OpenConflict, theirs } from "../sync/inbox";
import { Button } from "../ui/Controls";
import { useFrameTick, useSignal } from "../ui/hooks";
import { words } from "../words";
import { ConflictCard } from "./ConflictCard";
import "./conflicts.css";
import { readInbox } from "./reading";

export default function ConflictsScreen({ client }: { client: Client }) {
  return (
    <ScreenFrame client={client} here="conflicts" title={words.frame.screens.conflicts}>
      <Inbox client={client} />
    </ScreenFrame>
  );
}

function Inbox({ client }: { client: Client }) {
  const say = words.conflicts;
  const { auth } = useApp();
  const open = useSignal(client.inbox.open);
  const reading = useSignal(client.inbox.reading);
  // Names of people and shifts are in the workspace's document.
  useFrameTick(client.workspace.events.on);
  useEffect(() => void readInbox(auth, client), [auth, client]);
  if (open.length > 0) return <Cards client={client} open={open} />;
  if (reading === "no") return <Loading />;
  return (
    <div className="blank">
      <p>{reading === "failed" ? say.failed : say.empty}</p>
      {reading === "failed" ? (
        <Button onClick={() => void readInbox(auth, client)}>{words.frame.retry}</Button>
      ) : (
        <p className="hint">{say.emptyHint}</p>
      )}
    </div>
  );
}

function Loading() {
  return (
    <ul className="conflicts" aria-busy="true" aria-label={words.frame.loading}>
      {[0, 1].map((n) => (
        <li key={n} className="conflict is-loading">
          <i />
          <i />
          <i />
        </li>
      ))}
    </ul>
  );
}

function Cards({ client, open }: { client: Client; open: readonly OpenConflict[] }) {
  const say = words.conflicts;
  const app = useApp();
  const { loaded } = usePeriods(client);
  const list = useRef<HTMLUListElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const [asking, setAsking] = useState<string | null>(null);
  const at = Math.max(
    0,
    open.findIndex(({ conflict_id }) => conflict_id === active),
  );
  const periodName = (id: string | null | undefined) =>
    loaded.state === "loaded" ? (loaded.periods.find((period) => period.id === id)?.name ?? say.inPeriod) : say.inPeriod;
  const focus = (index: number) => {
    const card = list.current?.querySelectorAll<HTMLElement>(".conflict")[Math.min(Math.max(0, index), open.length - 1)];
    card?.focus();
    card?.scrollIntoView({ block: "nearest" });
  };
  const choose = (conflict: OpenConflict, choice: Choice) => {
    const next = open[at + 1] ?? open[at - 1];
    setActive(next?.conflict_id ?? null);
    setAsking(null);
    void client.resolve(conflict, choice);
    app.spoken.set(say.left(open.length - 1));
    requestAnimationFrame(() => focus(Math.min(at, open.length - 2)));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const conflict = open[at];
    const key = event.key.toLowerCase();
    if (key === "j" || key === "arrowdown") focus(at + 1);
    else if (key === "k" || key === "arrowup") focus(at - 1);
    else if (key === "1" && conflict) choose(conflict, { choice: "mine" });
    else if (key === "2" && conflict) choose(conflict, theirs(conflict));
    else if (key === "3" && conflict) setAsking(conflict.conflict_id);
    else return;
    event.preventDefault();
  };
  return (
    <div className="conflicts-screen">
      <p className="conflicts-lede">
        <strong>{say.waiting(open.length)}</strong> <span className="hint">{say.hint}</span>
      </p>
      <ul ref={list} className="conflicts" aria-label={say.list} onKeyDown={onKeyDown}>
        {open.map((conflict, index) => (
          <ConflictCard
            key={conflict.conflict_id}
            client={client}
            conflict={conflict}
            periodName={periodName(conflict.period_id)}
            isActive={index === at}
            isAsking={asking === conflict.conflict_id}
            onFocus={() => setActive(conflict.conflict_id)}
            onAsk={(isAsking) => setAsking(isAsking ? conflict.conflict_id : null)}
            onChoose={(choice) => choose(conflict, choice)}
          />
        ))}
      </ul>
    </div>
  );
}
