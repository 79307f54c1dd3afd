// What a signed-in page has: the session, one client, notices. Made once; React only reads it.
import { createContext, useContext } from "react";
import { Auth } from "../sync/auth";
import { Client } from "../sync/client";
import { systemClock } from "../sync/clock";
import type { Hasher } from "../sync/hash";
import { newId } from "../sync/ids";
import { Signal } from "../sync/signal";
import type { Transport } from "../sync/socket";
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
  /** The one period of who came by a link or opened the demo opens by itself. */
  opensOnlyPeriod = false;
  readonly #ports: AppPorts;
  #userId: string | null = null;

  constructor(ports: AppPorts) {
    this.#ports = ports;
    this.auth = new Auth(ports.fetch);
    this.auth.who.subscribe(() => this.#changed());
  }

  /** Who is signed in has changed: the same person goes on with what waits, another one starts afresh. */
  #changed(): void {
    const who = this.auth.who.get();
    if (who === "unknown" || who === null) {
      this.client.get()?.leave();
      this.client.set(null);
      this.#userId = null;
      return;
    }
    const known = this.client.get();
    if (known && this.#userId === who.user.id) return;
    known?.leave();
    this.#userId = who.user.id;
    const client = new Client({
      open: this.#ports.open,
      clock: systemClock,
      hasher: this.#ports.hasher,
      auth: { refresh: this.auth.refresh, token: this.auth.token },
      newId,
      log: (event, fields) => console.warn(event, fields),
    });
    client.connect();
    this.client.set(client);
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
