// What waits to be saved, in words: opened from the chip.
import { useEffect, useId, useRef, useState } from "react";
import { useApp } from "../app/app";
import { editWords } from "../conflicts/describing";
import type { Client } from "../sync/client";
import { Button } from "../ui/Controls";
import { words } from "../words";

/** More are only counted. */
const SHOWN_MAX = 50;
const REFRESH_MS = 1000;

export function WaitingList({ client, text }: { client: Client; text: string }) {
  const id = useId();
  const popover = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" popoverTarget={id} aria-haspopup="dialog" aria-expanded={isOpen} aria-label={words.chip.showWaiting}>
        {text}
      </button>
      <div
        ref={popover}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={words.chip.whatWaits}
        className="waiting"
        onToggle={(event) => setOpen(event.newState === "open")}
      >
        {isOpen && <Waiting client={client} onClose={() => popover.current?.hidePopover()} />}
      </div>
    </>
  );
}

function Waiting({ client, onClose }: { client: Client; onClose: () => void }) {
  const say = words.chip;
  const { toasts } = useApp();
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((n) => n + 1), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  const all = client.waitingOperations();
  if (all.length === 0) return <p>{say.live}</p>;
  const shown = all.slice(0, SHOWN_MAX);
  const copy = () => {
    const text = all.map(({ body }) => editWords(client, body)).join("\n");
    navigator.clipboard.writeText(text).then(
      () => toasts.say(words.conflicts.told.copied),
      () => toasts.say(say.notCopied, [], "alert"),
    );
  };
  return (
    <>
      <p>{client.isKept ? say.keptHere : say.notKept}</p>
      <ol>
        {shown.map(({ id, body, age_ms }) => (
          <li key={id}>
            <span>{editWords(client, body)}</span> <time className="hint">{say.ago(age_ms)}</time>
          </li>
        ))}
      </ol>
      {all.length > shown.length && <p className="hint">{say.andMore(all.length - shown.length)}</p>}
      <div className="waiting-acts">
        <Button
          look="primary"
          onClick={() => {
            client.nudge();
            onClose();
          }}
        >
          {words.frame.retry}
        </Button>
        <Button onClick={copy}>{say.copy}</Button>
      </div>
    </>
  );
}
