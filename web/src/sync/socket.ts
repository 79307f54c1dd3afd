// One connection that comes back by itself, until it is told not to.
import type { Clock } from "./clock";
import { afterClose, type BackoffRange, backoffMs } from "./closing";
import type { ServerMessage } from "./wire";

/** The part of WebSocket that is used; tests put two queues in its place. */
export interface Transport {
  send(text: string): void;
  close(code?: number): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
}

export type Link =
  | { state: "connecting"; since: number | null }
  | { state: "open" }
  /** Lost at `since`, on the clock. */
  | { state: "waiting"; since: number }
  | { state: "stopped"; why: "signIn" | "newVersion" | "tooManyConnections" | "protocolError" | "left" };

export interface SocketPorts {
  open: () => Transport;
  clock: Clock;
  /** A fresh session by the cookie; `denied` ends in sign-in, not in a loop [RC2]. */
  refresh: () => Promise<"ok" | "denied" | "unreachable">;
  onMessage: (message: ServerMessage) => void;
  onLink: (link: Link) => void;
  onTooLarge: () => void;
}

/** Browsers can't ping [CN5]: after so long without a word the page asks for one… */
const PING_AFTER_MS = 25_000;
/** …and after so long without an answer it takes the connection for dead. */
const DEAD_AFTER_MS = 15_000;

export class Socket {
  readonly #ports: SocketPorts;
  #transport: Transport | null = null;
  #link: Link = { state: "stopped", why: "left" };
  #attempt = 0;
  #lostAt = 0;
  #cancelTimer: () => void = () => {};
  #cancelPing: () => void = () => {};
  #named: BackoffRange | undefined;

  constructor(ports: SocketPorts) {
    this.#ports = ports;
  }

  start(): void {
    if (this.#link.state !== "stopped") return;
    this.#attempt = 0;
    this.#connect();
  }

  stop(): void {
    this.#stopWith("left");
  }

  /** The network says that it is back: no need to sit out the backoff. */
  nudge(): void {
    if (this.#link.state !== "waiting") return;
    this.#attempt = 0;
    this.#cancelTimer();
    this.#connect();
  }

  send(message: object): void {
    if (this.#link.state === "open") this.#transport?.send(JSON.stringify(message));
  }

  #connect(): void {
    this.#set({ state: "connecting", since: this.#lostAt || null });
    const transport = this.#ports.open();
    this.#transport = transport;
    transport.onmessage = (event) => {
      if (this.#transport === transport && typeof event.data === "string") this.#received(JSON.parse(event.data) as ServerMessage);
    };
    transport.onclose = (event) => {
      if (this.#transport === transport) this.#closed(event.code);
    };
    this.#watchLife();
  }

  #received(message: ServerMessage): void {
    this.#watchLife();
    if (message.type === "CONNECTION_ACK") {
      this.#attempt = 0;
      this.#named = undefined;
      this.#set({ state: "open" });
    }
    if (message.type === "ERROR") this.#named = namedBackoff(message.payload.details) ?? this.#named;
    this.#ports.onMessage(message);
  }

  #watchLife(): void {
    this.#cancelPing();
    const { clock } = this.#ports;
    this.#cancelPing = clock.after(PING_AFTER_MS, () => {
      this.send({ type: "PING", payload: {} });
      this.#cancelPing = clock.after(DEAD_AFTER_MS, () => {
        const dead = this.#transport;
        this.#closed(1006);
        dead?.close();
      });
    });
  }

  #closed(code: number): void {
    const welcomed = this.#link.state === "open";
    if (welcomed || this.#lostAt === 0) this.#lostAt = this.#ports.clock.now();
    this.#transport = null;
    this.#cancelPing();
    const after = afterClose(code, welcomed);
    switch (after.next) {
      case "stop":
        return this.#stopWith(after.why);
      case "dropLargest":
        this.#ports.onTooLarge();
        return this.#wait();
      case "reconnect":
        return this.#wait();
      case "refresh":
        this.#set({ state: "waiting", since: this.#lostAt });
        void this.#ports.refresh().then((answer) => {
          if (this.#link.state !== "waiting") return;
          if (answer === "denied") this.#stopWith("signIn");
          else this.#wait();
        });
    }
  }

  #wait(): void {
    this.#set({ state: "waiting", since: this.#lostAt });
    this.#cancelTimer = this.#ports.clock.after(backoffMs(this.#attempt, this.#ports.clock.random(), this.#named), () => this.#connect());
    this.#named = undefined;
    this.#attempt += 1;
  }

  #stopWith(why: Extract<Link, { state: "stopped" }>["why"]): void {
    this.#cancelTimer();
    this.#cancelPing();
    const transport = this.#transport;
    this.#transport = null;
    this.#lostAt = 0;
    transport?.close(1000);
    this.#set({ state: "stopped", why });
  }

  #set(link: Link): void {
    if (link.state === "open") this.#lostAt = 0;
    this.#link = link;
    this.#ports.onLink(link);
  }
}

function namedBackoff(details: Record<string, unknown> | null | undefined): BackoffRange | undefined {
  const { min_backoff_ms, max_backoff_ms } = details ?? {};
  return typeof min_backoff_ms === "number" && typeof max_backoff_ms === "number" ? { min_backoff_ms, max_backoff_ms } : undefined;
}
