import { beforeEach, expect, test } from "vitest";
import { HandClock } from "../../dev/clock";
import { type Link, Socket, type Transport } from "./socket";
import type { ServerMessage } from "./wire";

const MINUTE_MS = 60_000;

class Line implements Transport {
  onmessage: Transport["onmessage"] = null;
  onclose: Transport["onclose"] = null;
  isOpen = true;

  send(): void {}

  close(): void {
    this.isOpen = false;
  }

  welcome(): void {
    this.onmessage?.({ data: JSON.stringify({ type: "CONNECTION_ACK", payload: {} }) });
  }
}

let clock: HandClock;
let lines: Line[];
let heard: ServerMessage[];
let links: Link["state"][];

function aSocket(): Socket {
  return new Socket({
    open: () => {
      expect(lines.filter((line) => line.isOpen)).toEqual([]);
      lines.push(new Line());
      return lines.at(-1)!;
    },
    clock,
    refresh: async () => "ok",
    onMessage: (message) => heard.push(message),
    onLink: ({ state }) => links.push(state),
    onTooLarge: () => {},
  });
}

/** Let time pass, and what was promised meanwhile happen. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 1000) {
    clock.pass(1000);
    await Promise.resolve();
    await Promise.resolve();
  }
}

beforeEach(() => {
  clock = new HandClock();
  lines = [];
  heard = [];
  links = [];
});

test.each([0, 0.5, 0.999])("a hub that never answers holds one connection of the page at a time (chance %f)", async (chance) => {
  clock.chance = chance;
  const socket = aSocket();
  socket.start();
  await pass(10 * MINUTE_MS);
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.length).toBeLessThan(20);
  expect(lines.filter((line) => line.isOpen).length).toBeLessThan(2);
});

test("an answer on a connection that was given up says nothing, and the next one counts", async () => {
  const socket = aSocket();
  socket.start();
  await pass(MINUTE_MS);
  expect(lines).toHaveLength(2);
  lines[0]!.welcome();
  lines[0]!.onclose?.({ code: 4503 });
  expect([heard, links.at(-1)]).toEqual([[], "connecting"]);
  lines[1]!.welcome();
  expect([heard.length, links.at(-1)]).toEqual([1, "open"]);
});

test("the network's return opens no second connection while one is being made", () => {
  const socket = aSocket();
  socket.start();
  socket.start();
  socket.nudge();
  expect(lines).toHaveLength(1);
});
