// Acts whose notice offers Undo: only as long as each is the last thing that was done, since Undo takes back just that.
import { useCallback, useEffect } from "react";
import { useApp } from "../app/app";
import { type Answer, type Client, isDone } from "../sync/client";
import type { Body } from "../sync/wire";
import type { Toasts } from "../ui/toasts";
import { words } from "../words";

/** What was told last with Undo, on each client. */
const offered = new WeakMap<Client, string>();
const UNDOING_MS = 10_000;

/** Do it; `told` is said with Undo when it stands. */
export type Operate = (body: Body, told?: string) => Promise<Answer>;

export function useActs(client: Client): Operate {
  const { toasts } = useApp();
  return useCallback(
    async (body, told) => {
      withdraw(client, toasts);
      const answer = await client.operate(body);
      if (told !== undefined && isDone(answer)) {
        withdraw(client, toasts);
        offered.set(client, told);
        toasts.say(told, [{ label: words.toast.undo, run: () => undo(client, body) }]);
      }
      return answer;
    },
    [client, toasts],
  );
}

/** What is done on another screen isn't seen here: Undo is no longer offered to whoever leaves this one. */
export function useUndoEndsHere(client: Client): void {
  const { toasts } = useApp();
  useEffect(() => () => withdraw(client, toasts), [client, toasts]);
}

function withdraw(client: Client, toasts: Toasts): void {
  const text = offered.get(client);
  offered.delete(client);
  for (const toast of toasts.shown.get()) if (toast.text === text) toasts.close(toast.id);
}

function undo(client: Client, body: Body): void {
  if (body.type !== "PERIOD_UPDATE") return client.undoWorkspace();
  // The screen may have let the period go meanwhile: it is open until the undoing has been answered.
  const release = client.holdPeriod(body.payload.id);
  client.undo(body.payload.id);
  setTimeout(release, UNDOING_MS);
}
