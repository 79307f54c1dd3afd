// The line to the hub: how it stands, whom the hub welcomed over it, and the envelope of all that goes out.
import type { Clock } from "./clock";
import { Signal } from "./signal";
import { type Link, Socket, type Transport } from "./socket";
import type { Body, ConnectionAckPayload, ServerMessage } from "./wire";

export interface LinePorts {
  open: (clientId: string) => Transport;
  clock: Clock;
  auth: { refresh: () => Promise<"ok" | "denied" | "unreachable">; token: () => string | null };
  newId: () => string;
}

/** Who hears of it. */
export interface LineEnd {
  onMessage: (message: ServerMessage) => void;
  onLink: (link: Link) => void;
  /** The hub closed over a message that was too large. */
  onTooLarge: () => void;
}

export class Line {
  readonly clientId: string;
  readonly welcome = new Signal<ConnectionAckPayload | null>(null);
  readonly #ports: LinePorts;
  readonly #socket: Socket;
  #link: Link = { state: "stopped", why: "left" };
  /** The version that the page was loaded from. */
  #serverVersion: string | null = null;

  constructor(ports: LinePorts, clientId: string, end: LineEnd) {
    this.clientId = clientId;
    this.#ports = ports;
    this.#socket = new Socket({
      open: () => ports.open(clientId),
      clock: ports.clock,
      refresh: ports.auth.refresh,
      onMessage: end.onMessage,
      onLink: (link) => {
        this.#link = link;
        end.onLink(link);
      },
      onTooLarge: end.onTooLarge,
    });
  }

  get link(): Link {
    return this.#link;
  }

  /** The hub has welcomed us, and nothing has broken since. */
  get isOpen(): boolean {
    return this.#link.state === "open" && this.welcome.get() !== null;
  }

  get isViewer(): boolean {
    return this.welcome.get()?.user.role === "viewer";
  }

  /** The hub is another version than the one that this page came from. */
  get hasNewVersion(): boolean {
    const { server_version } = this.welcome.get() ?? {};
    return server_version !== undefined && server_version !== this.#serverVersion;
  }

  start(): void {
    this.#socket.start();
  }

  stop(): void {
    this.#socket.stop();
  }

  nudge(): void {
    this.#socket.nudge();
  }

  welcomed(payload: ConnectionAckPayload): void {
    this.#serverVersion ??= payload.server_version;
    this.welcome.set(payload);
  }

  /** An operation or an act, under its own id; `base` is the version that it is about. */
  send(id: string, base: number | null, { type, payload }: Body, isRetry: boolean): void {
    this.#socket.send({ type, id, ...(base === null ? {} : { version: base }), ...(isRetry ? { retry: true } : {}), payload });
  }

  /** Anything else that the hub answers, under an id of its own, which comes back. */
  ask({ type, payload }: Body): string {
    const id = this.#ports.newId();
    this.#socket.send({ type, id, payload });
    return id;
  }

  /** What gets no answer. */
  tell({ type, payload }: Body): void {
    this.#socket.send({ type, payload });
  }

  /** The session of this connection ends soon: bring it a fresh one. */
  async renew(): Promise<void> {
    if ((await this.#ports.auth.refresh()) !== "ok") return;
    const token = this.#ports.auth.token();
    if (token) this.ask({ type: "AUTH_REFRESH", payload: { token } });
  }
}
