// What a signed-in page has: the session, one client, notices. Made once; React only reads it.
import { createContext, useContext } from "react";
import { Auth } from "../sync/auth";
import { Client } from "../sync/client";
import { systemClock } from "../sync/clock";
import { Couriers } from "../sync/couriers";
import { holdByLock, openDisk } from "../sync/disk";
import type { CellAt } from "../sync/document";
import type { Hasher } from "../sync/hash";
import { newId } from "../sync/ids";
import { Keeper, ownerOf, type Taken } from "../sync/keeping";
import { Signal } from "../sync/signal";
import type { Transport } from "../sync/socket";
import { change, settings } from "../ui/settings";
import { Toasts } from "../ui/toasts";

export interface AppPorts {
  fetch: typeof fetch;
  open: (clientId: string) => Transport;
  hasher: Hasher;
}

export class App {
  readonly auth: Auth;
  readonly toasts = new Toasts();
  readonly client = new Signal<Client | null>(null);
  /** What the polite live region says. */
  readonly spoken = new Signal("");
  /** The period that was open last: where the ways to the grid and to its statistics lead. */
  readonly lastPeriod = new Signal<string | null>(null);
  /** Cells that a notice leads to; the period's grid shows them as soon as it is there, and takes them from here. */
  readonly toShow = new Signal<{ periodId: string; cells: readonly CellAt[] } | null>(null);
  /** The one period of who came by a link or opened the demo opens by itself. */
  opensOnlyPeriod = false;
  readonly #ports: AppPorts;
  readonly #keeper: Keeper;
  #owner: string | null = null;
  #end: () => void = () => {};

  constructor(ports: AppPorts) {
    this.#ports = ports;
    this.#keeper = new Keeper({ disk: openDisk(), hold: holdByLock, newId, wallNow: () => Date.now() });
    this.auth = new Auth(ports.fetch);
    this.auth.who.subscribe(() => this.#changed());
    this.lastPeriod.subscribe(() => {
      const id = this.lastPeriod.get();
      if (id !== null && this.#owner !== null) change({ lastPeriod: { owner: this.#owner, id } });
    });
  }

  /** Who is signed in, or where, has changed: the same person there goes on with what waits, another one starts afresh. */
  #changed(): void {
    const who = this.auth.who.get();
    const owner = who === "unknown" || who === null ? null : ownerOf(who.user.id, who.workspace.id);
    if (owner === this.#owner) return;
    this.#owner = owner;
    this.#end();
    this.#end = () => {};
    this.client.set(null);
    const last = settings.get().lastPeriod;
    this.lastPeriod.set(last !== null && last.owner === owner ? last.id : null);
    if (owner !== null) void this.#begin(owner);
  }

  async #begin(owner: string): Promise<void> {
    const kept = await this.#keeper.take(owner);
    if (this.#owner !== owner) return kept?.release();
    const client = this.#clientOf(kept);
    const couriers = new Couriers(this.#keeper, owner, client, (left) => this.#clientOf(left));
    client.welcome.subscribe(() => void couriers.look());
    this.#end = () => {
      couriers.stop();
      client.leave();
      kept?.release();
    };
    client.connect();
    this.client.set(client);
  }

  #clientOf(kept: Taken | null): Client {
    return new Client({
      open: this.#ports.open,
      clock: systemClock,
      hasher: this.#ports.hasher,
      auth: { refresh: this.auth.refresh, token: this.auth.token },
      newId,
      log: (event, fields) => console.warn(event, fields),
      kept,
    });
  }
}

const Context = createContext<App | null>(null);
export const AppProvider = Context.Provider;

export function useApp(): App {
  const app = useContext(Context);
  if (!app) throw new Error("outside of the app");
  return app;
}

export function openSocket(clientId: string): Transport {
  const url = new URL("/ws", location.href);
  url.protocol = url.protocol.replace("http", "ws");
  url.searchParams.set("client_id", clientId);
  const period = /^\/periods\/([^/]+)/.exec(location.pathname)?.[1];
  if (period) url.searchParams.set("period", decodeURIComponent(period));
  const socket = new WebSocket(url, ["rosterhub.v1.json"]);
  const transport: Transport = { send: (text) => socket.send(text), close: (code) => socket.close(code), onmessage: null, onclose: null };
  socket.onmessage = (event) => transport.onmessage?.(event);
  socket.onclose = (event) => transport.onclose?.(event);
  return transport;
}
