// The hub's list of one's pending conflicts, read when the page opens, after a reconnect, and when one is added.
import type { Listed_OpenConflict_ } from "../generated/api";
import { type Auth, Problem } from "../sync/auth";
import type { Client } from "../sync/client";
import type { OpenConflict } from "../sync/inbox";

/** A list is asked for again so often at most, if the socket said something newer meanwhile. */
const TRIES = 3;

export async function readInbox(auth: Auth, { inbox }: Client): Promise<void> {
  try {
    for (let n = 0; n < TRIES; n++) {
      const { moves } = inbox;
      const { items } = await auth.json<Listed_OpenConflict_>("/conflicts");
      if (inbox.moves !== moves) continue;
      inbox.listed(items.filter((one): one is typeof one & OpenConflict => one.conflict_id !== null));
      inbox.reading.set("yes");
      return;
    }
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (inbox.reading.get() === "no") inbox.reading.set("failed");
  }
}
