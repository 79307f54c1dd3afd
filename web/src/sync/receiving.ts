// Hands each message of the hub to the part of the client that it is about.
import type { Answering } from "./answering";
import type { Around } from "./around";
import type { Inbox } from "./inbox";
import type { Line } from "./line";
import type { Syncing } from "./syncing";
import { type ConnectionAckPayload, documentKeyOf, type ErrorPayload, type ServerMessage } from "./wire";

export interface Receivers {
  line: Line;
  syncing: Syncing;
  around: Around;
  answering: Answering;
  inbox: Inbox;
  onWelcome: (payload: ConnectionAckPayload) => void;
}

export function receive(message: ServerMessage, to: Receivers): void {
  switch (message.type) {
    case "CONNECTION_ACK":
      return to.onWelcome(message.payload);
    case "SYNC_RESPONSE":
      return to.syncing.synced(message);
    case "SYNC_CONTEXT":
      to.inbox.told(documentKeyOf(message.payload), message.payload.conflicts);
      return to.around.context(message.payload);
    case "CHANGES":
      return to.syncing.changed(message);
    case "ACK":
      return to.answering.acknowledged(message.id ?? "", message.payload);
    case "CONFLICT":
      return to.answering.conflict(message);
    case "ERROR":
      return failed(message.id ?? null, message.payload, to);
    case "PRESENCE":
      return to.around.presence(message.payload);
    case "SOLVE_PROGRESS":
    case "SCHEDULE_GENERATED":
    case "SOLVE_FAILED":
    case "SOLVE_CANCELLED":
      return to.around.run(message);
    case "VIOLATIONS":
    case "PONG":
      return;
    default:
      message satisfies never;
  }
}

function failed(id: string | null, payload: ErrorPayload, { line, syncing, answering }: Receivers): void {
  if (payload.code === "auth_expiring") return void line.renew();
  if (id !== null && !syncing.failed(id, payload)) answering.failed(id, payload);
}
