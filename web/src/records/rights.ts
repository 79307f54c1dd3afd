// Whether the person who is signed in may change what the workspace holds.
import { useApp } from "../app/app";
import type { Client } from "../sync/client";
import { useSignal } from "../ui/hooks";

export function useMayEdit(client: Client): boolean {
  const { auth } = useApp();
  const welcome = useSignal(client.welcome);
  const who = useSignal(auth.who);
  const role = welcome?.user.role ?? (who !== null && who !== "unknown" ? who.user.role : "viewer");
  return role !== "viewer";
}
