// How many of one's own edits wait for a choice, for the badge on the way to them.
import { useApp } from "../app/app";
import type { OpenConflict } from "../sync/inbox";
import { Signal } from "../sync/signal";
import { useSignal } from "../ui/hooks";

const NONE = new Signal<readonly OpenConflict[]>([]);

export function useConflictCount(): number {
  const client = useSignal(useApp().client);
  return useSignal(client?.inbox.open ?? NONE).length;
}
