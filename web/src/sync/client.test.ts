import { beforeEach, describe, expect, test } from "vitest";
import { HandClock } from "../../dev/clock";
import { FakeHub, type Wire } from "../../dev/hub";
import { Client, type ClientPorts } from "./client";
import { PeriodState } from "./document";
import { loadHasher } from "./hash";
import type { Notice } from "./notices";
import type { PeriodSnapshot, WorkspaceSnapshot } from "./wire";

const hasher = await loadHasher();
const PERIOD: PeriodSnapshot = {
  period: { id: "p1", name: "December", start_date: "2026-12-01", end_date: "2026-12-03", status: "draft", strategy: null },
  staff: ["ana", "bo"],
  dates: ["2026-12-01", "2026-12-02", "2026-12-03"],
  shifts: ["D", "N"],
  cells: {
    shift: [
      [0, null, 1],
      [null, null, null],
    ],
    locked: [[0, 0]],
    notes: [[1, 1, "Bring keys"]],
  },
};
const WORKSPACE: WorkspaceSnapshot = {
  settings: { name: "Hoshi" },
  staff: [{ id: "ana", code: "A", name: "Ana" }],
  shift_types: [{ id: "d", code: "D", symbol: "D" }],
  rules: [],
  periods: [{ id: "p1", archived: false }],
};

let clock: HandClock;
let hub: FakeHub;
let wires: Wire[];
let session: "ok" | "denied";

function aClient(user?: Wire["user"]): { client: Client; notices: Notice[]; said: string[] } {
  let ids = 0;
  const name = `client${wires.length}-${Math.floor(clock.now())}`;
  const said: string[] = [];
  const ports: ClientPorts = {
    open: (clientId) => {
      const wire = hub.connect(clientId, user);
      wires.push(wire);
      return wire;
    },
    clock,
    hasher,
    auth: { refresh: async () => session, token: () => "fresh" },
    newId: () => `${name}-${ids++}`,
    log: (event) => said.push(event),
  };
  const client = new Client(ports);
  const notices: Notice[] = [];
  client.notices.on((notice) => notices.push(notice));
  client.connect();
  client.period("p1");
  hub.deliver();
  return { client, notices, said };
}

const D2 = { staffId: "ana", date: "2026-12-02" };
const sentEdits = () => hub.received.filter((message) => message.type === "CELL_UPDATE");
const last = <T>(items: readonly T[]): T => items.at(-1)!;

beforeEach(() => {
  clock = new HandClock();
  hub = new FakeHub(WORKSPACE, PERIOD, hasher);
  wires = [];
  session = "ok";
});

describe("the law of events", () => {
  test("an old snapshot and its changes are the fresh snapshot, with the same hash [DC4, DC5]", () => {
    const { client } = aClient();
    const by = { userId: "u2", name: "Mei", clientId: "other", id: "x" };
    const steps: [string, Parameters<FakeHub["commit"]>[2]][] = [
      ["CELL_UPDATE", { cells: [{ staff_id: "ana", date: "2026-12-02", set: { shift: "E", note: "☂" } }] }],
      ["CELL_UPDATE", { cells: [{ staff_id: "ana", date: "2026-12-01", set: { shift: null, locked: null } }] }],
      ["PERIOD_UPDATE", { id: "p1", set: { end_date: "2026-12-05", name: "Winter" } }],
      [
        "PERIOD_UPDATE",
        {
          id: "p1",
          set: { staff: ["bo"] },
          cells: [
            { staff_id: "ana", date: "2026-12-02", set: { shift: null, note: null } },
            { staff_id: "ana", date: "2026-12-03", set: { shift: null } },
          ],
        },
      ],
      ["APPLY_SOLUTION", { run_id: "r1", cells: [{ staff_id: "bo", date: "2026-12-05", set: { shift: "N" } }] }],
      ["UNDO", { entity: "period", id: "p1", set: { status: "published" } }],
    ];
    for (const [type, payload] of steps) {
      hub.commit(by, type, payload, null);
      hub.deliver();
      const { live } = client.period("p1");
      const fresh = new PeriodState(hub.snapshot(), hasher);
      expect(live.state!.hash).toBe(fresh.hash);
      expect(live.state!.header).toEqual(fresh.header);
      expect(live.state!.dates).toEqual(fresh.dates);
      const cells = (state: PeriodState) => [...state.filled()].map(([at, cell]) => JSON.stringify([at, cell])).sort();
      expect(cells(live.state!)).toEqual(cells(fresh));
    }
  });
});

describe("an edit", () => {
  test("is shown at once, sent with its base, and confirmed by its own change [AN1, EN4]", () => {
    const { client } = aClient();
    const { live } = client.period("p1");
    client.edit("p1", [{ ...D2, set: { shift: "N" } }], "edit");
    expect(live.cell("ana", "2026-12-02").shift).toBe("N");
    expect(live.state!.cell("ana", "2026-12-02").shift).toBeNull();
    hub.deliver();
    expect(live.state!.cell("ana", "2026-12-02").shift).toBe("N");
    expect(client.waiting).toBe(0);
    expect(last(sentEdits())).toMatchObject({ version: 0, payload: { intent: "edit" } });
    expect(client.chip.get()).toEqual({ kind: "live" });
  });

  test("shows someone else's field below and one's own unanswered field above", () => {
    const { client } = aClient();
    const { live } = client.period("p1");
    client.edit("p1", [{ ...D2, set: { shift: "N" } }], "edit");
    const wire = last(wires);
    const held = wire.toHub.splice(0);
    hub.commit(
      { userId: "u2", name: "Mei", clientId: "other", id: "m" },
      "CELL_UPDATE",
      { cells: [{ staff_id: "ana", date: "2026-12-02", set: { shift: "D", note: "hi" } }] },
      0,
    );
    hub.deliver();
    expect(live.cell("ana", "2026-12-02")).toEqual({ shift: "N", locked: false, note: "hi" });
    wire.toHub.push(...held);
    hub.deliver();
    expect(live.state!.cell("ana", "2026-12-02").shift).toBe("N");
  });

  test("of more cells than the hub takes goes out as several that undo together", () => {
    const { client } = aClient();
    client.welcome.set({ ...client.welcome.get()!, limits: { ...client.welcome.get()!.limits, max_cells: 2 } });
    const cells = PERIOD.dates.map((date) => ({ staffId: "bo", date, set: { shift: "D" } }));
    client.edit("p1", cells, "fill");
    hub.deliver();
    const payloads = sentEdits().map(({ payload }) => payload as { cells: unknown[]; undo_group: string });
    expect(payloads.map(({ cells }) => cells.length)).toEqual([2, 1]);
    expect(payloads[0]!.undo_group).toBe(payloads[1]!.undo_group);
  });

  test("refused for good leaves the overlay and is told", () => {
    const { client, notices } = aClient();
    hub.refuse = (message) =>
      message.type === "CELL_UPDATE"
        ? {
            type: "ERROR",
            id: message.id,
            payload: { code: "validation_failed", temporary: false, message: "no such shift", details: null, retry_after_ms: null },
          }
        : null;
    client.edit("p1", [{ ...D2, set: { shift: "?" } }], "edit");
    hub.deliver();
    expect(client.period("p1").live.cell("ana", "2026-12-02").shift).toBeNull();
    expect(notices).toMatchObject([{ kind: "refused", code: "validation_failed" }]);
  });

  test("refused for now is kept, holds back what follows, and goes out again as a retry with its old id and base", () => {
    const { client } = aClient();
    let isAway = true;
    hub.refuse = (message) =>
      message.type === "CELL_UPDATE" && isAway
        ? {
            type: "ERROR",
            id: message.id,
            payload: { code: "unavailable", temporary: true, message: "", details: null, retry_after_ms: 500 },
          }
        : null;
    client.edit("p1", [{ ...D2, set: { shift: "N" } }], "edit");
    hub.deliver();
    expect(client.chip.get()).toEqual({ kind: "cantSave", waiting: 1 });
    client.edit("p1", [{ staffId: "bo", date: "2026-12-01", set: { shift: "D" } }], "edit");
    hub.deliver();
    expect(sentEdits()).toHaveLength(1);
    isAway = false;
    clock.pass(600);
    hub.deliver();
    const [first, again, second] = sentEdits();
    expect(again).toMatchObject({ id: first?.id, version: 0, retry: true });
    expect(second).not.toHaveProperty("retry");
    expect(client.waiting).toBe(0);
    expect(client.period("p1").live.state!.hash).toBe(hub.state().hash);
  });

  test("that a later one of our own has passed does not come back over it", () => {
    const { client } = aClient();
    let refusals = 1;
    hub.refuse = (message) =>
      message.type === "CELL_UPDATE" && refusals-- > 0
        ? {
            type: "ERROR",
            id: message.id,
            payload: { code: "overloaded", temporary: true, message: "", details: null, retry_after_ms: 500 },
          }
        : null;
    client.edit("p1", [{ ...D2, set: { shift: "D" } }], "edit");
    client.edit("p1", [{ ...D2, set: { shift: "N" } }], "edit");
    hub.deliver();
    clock.pass(1000);
    hub.deliver();
    expect(client.waiting).toBe(0);
    expect(hub.state().cell("ana", "2026-12-02").shift).toBe("N");
  });

  test.each(["rejected", "pending", "merged"] as const)("that was %s leaves the overlay, and what stands is told [CF2]", (outcome) => {
    const { client, notices } = aClient();
    const field = {
      entity: "cell",
      id: "ana/2026-12-02",
      field: "shift",
      base: null,
      theirs: { value: "D", version: 1, actor: { id: "u2", name: "Mei" } },
      mine: "N",
      resolved: null,
    };
    hub.refuse = (message) =>
      message.type === "CELL_UPDATE"
        ? {
            type: "CONFLICT",
            id: message.id,
            payload: {
              conflict_id: null,
              operation_id: message.id,
              strategy: "user_choice",
              outcome,
              document: "period",
              period_id: "p1",
              reason: "changed",
              fields: [field],
            },
          }
        : null;
    client.edit("p1", [{ ...D2, set: { shift: "N" } }], "edit");
    hub.deliver();
    expect(client.waiting).toBe(0);
    expect(client.period("p1").live.cell("ana", "2026-12-02").shift).toBeNull();
    expect(notices).toMatchObject([{ kind: "conflict", periodId: "p1", payload: { outcome } }]);
  });

  test("is not made by a viewer", () => {
    const { client } = aClient({ id: "u9", name: "Vi", role: "viewer" });
    client.edit("p1", [{ ...D2, set: { shift: "N" } }], "edit");
    expect(client.waiting).toBe(0);
    expect(client.chip.get()).toEqual({ kind: "viewOnly" });
  });
});

describe("reconnecting", () => {
  test("syncs from where it is, then sends what is unanswered with old ids and old bases [RC1]", () => {
    const { client } = aClient();
    client.edit("p1", [{ ...D2, set: { shift: "N" } }], "edit");
    last(wires).toHub.length = 0;
    last(wires).drop(1006);
    hub.commit(
      { userId: "u2", name: "Mei", clientId: "other", id: "m" },
      "CELL_UPDATE",
      { cells: [{ staff_id: "bo", date: "2026-12-01", set: { shift: "D" } }] },
      0,
    );
    expect(client.chip.get()).toEqual({ kind: "reconnecting", waiting: 1 });
    clock.pass(300);
    hub.deliver();
    const [request] = hub.received.filter((message) => message.type === "SYNC_REQUEST" && message.payload.document === "period").slice(-1);
    expect(request).toMatchObject({ payload: { since_version: 0, epoch: "e1" } });
    expect(last(sentEdits())).toMatchObject({ version: 0, retry: true });
    expect(client.period("p1").live.state!.hash).toBe(hub.state().hash);
    expect(client.waiting).toBe(0);
  });

  test("answers an operation that was committed before the connection broke, without doubling it [EN3]", () => {
    const { client } = aClient();
    client.edit("p1", [{ ...D2, set: { shift: "N" } }], "edit");
    const wire = last(wires);
    wire.isOpen = false;
    hub.deliver();
    wire.isOpen = true;
    wire.drop(1006);
    clock.pass(300);
    hub.deliver();
    expect(hub.version).toBe(1);
    expect(client.waiting).toBe(0);
  });

  test("shows Offline after ten seconds and keeps taking edits", () => {
    const { client } = aClient();
    hub.connect = () => {
      throw new Error("not reached: the clock does not ring here");
    };
    clock.chance = 0.999;
    last(wires).drop(1006);
    client.edit("p1", [{ ...D2, set: { shift: "N" } }], "edit");
    expect(client.chip.get()).toEqual({ kind: "reconnecting", waiting: 1 });
    expect(client.period("p1").live.cell("ana", "2026-12-02").shift).toBe("N");
  });

  test("ends in sign-in when the session is gone, not in a loop [RC2]", async () => {
    const { client } = aClient();
    session = "denied";
    last(wires).drop(4005);
    await Promise.resolve();
    await Promise.resolve();
    expect(client.chip.get()).toEqual({ kind: "signIn", waiting: 0 });
  });

  test("stays away when the hub says so, and comes back when signed in again [CL1]", () => {
    const { client } = aClient();
    last(wires).drop(4501);
    clock.pass(60_000);
    expect(wires).toHaveLength(1);
    client.connect();
    hub.deliver();
    expect(client.chip.get()).toEqual({ kind: "live" });
  });

  test("a peer that says nothing is asked, and taken for dead when it does not answer [CN5]", () => {
    const { client } = aClient();
    const wire = last(wires);
    clock.pass(26_000);
    expect(last(wire.toHub).type).toBe("PING");
    clock.pass(16_000);
    hub.deliver();
    expect(wires.length).toBeGreaterThan(1);
    expect(client.chip.get()).toEqual({ kind: "live" });
  });
});

describe("a picture that can't be right", () => {
  test("a gap stops applying and syncs from where it is [DC2]", () => {
    const { client } = aClient();
    const by = { userId: "u2", name: "Mei", clientId: "other", id: "m" };
    hub.commit(by, "CELL_UPDATE", { cells: [{ staff_id: "bo", date: "2026-12-01", set: { shift: "D" } }] }, 0);
    last(wires).toClient.length = 0;
    hub.commit({ ...by, id: "n" }, "CELL_UPDATE", { cells: [{ staff_id: "bo", date: "2026-12-02", set: { shift: "N" } }] }, 0);
    hub.deliver();
    expect(client.period("p1").live.version).toBe(2);
    expect(client.period("p1").live.state!.hash).toBe(hub.state().hash);
    expect(hub.received.filter((message) => message.type === "SYNC_REQUEST" && message.payload.document === "period")).toHaveLength(2);
  });

  test("another hash starts from nothing and is reported, once in ten seconds at most [DC5]", () => {
    const { client, said } = aClient();
    const wrong = () =>
      last(wires).toClient.push({
        type: "CHANGES",
        version: client.period("p1").live.version + 1,
        payload: {
          document: "period",
          period_id: "p1",
          from_version: client.period("p1").live.version,
          changes: [],
          hash: "0123456789abcdef",
          part: null,
          parts: null,
        },
      });
    wrong();
    hub.deliver();
    expect(said).toEqual(["hash.differs"]);
    expect(last(hub.received.filter((message) => message.type === "SYNC_REQUEST")).payload).not.toHaveProperty("since_version");
    const asked = hub.received.length;
    wrong();
    hub.deliver();
    expect(hub.received.length).toBe(asked);
  });

  test("a change that is cut takes effect at its last part [DC6]", () => {
    const { client } = aClient();
    const { live } = client.period("p1");
    const change = (date: string) => ({
      version: 1,
      base: null,
      id: "run:r",
      client_id: "hub",
      actor: { id: "u2", name: "Mei" },
      at: "",
      type: "APPLY_SOLUTION",
      payload: { entity: null, id: null, set: null, run_id: "r", cells: [{ staff_id: "bo", date, set: { shift: "D" } }] },
    });
    const part = (n: number, date: string) => ({
      type: "CHANGES" as const,
      version: 1,
      payload: { document: "period" as const, period_id: "p1", from_version: 0, changes: [change(date)], hash: null, part: n, parts: 2 },
    });
    last(wires).toClient.push(part(1, "2026-12-01"));
    hub.deliver();
    expect([live.version, live.cell("bo", "2026-12-01").shift]).toEqual([0, null]);
    last(wires).toClient.push(part(2, "2026-12-02"));
    hub.deliver();
    expect([live.version, live.cell("bo", "2026-12-01").shift, live.cell("bo", "2026-12-02").shift]).toEqual([1, "D", "D"]);
  });
});

describe("undo [UN1]", () => {
  test("of what was not sent yet takes it out of the queue, and redo brings it back", () => {
    const { client } = aClient();
    last(wires).drop(1006);
    client.edit("p1", [{ ...D2, set: { shift: "N" } }], "edit");
    client.undo("p1");
    expect(client.period("p1").live.cell("ana", "2026-12-02").shift).toBeNull();
    expect([client.waiting, client.period("p1").canRedo.get()]).toEqual([0, true]);
    client.redo("p1");
    clock.pass(300);
    hub.deliver();
    expect(hub.state().cell("ana", "2026-12-02").shift).toBe("N");
  });

  test("of what is sent but unanswered waits for the answer", () => {
    const { client } = aClient();
    client.edit("p1", [{ ...D2, set: { shift: "N" } }], "edit");
    client.undo("p1");
    expect(last(wires).toHub.map((message) => message.type)).toEqual(["CELL_UPDATE"]);
    hub.deliver();
    expect(hub.received.map((message) => message.type).slice(-2)).toEqual(["CELL_UPDATE", "UNDO"]);
    expect(client.period("p1").live.state!.cell("ana", "2026-12-02").shift).toBeNull();
    client.redo("p1");
    hub.deliver();
    expect(client.period("p1").live.state!.cell("ana", "2026-12-02").shift).toBe("N");
  });

  test("with nothing to undo is told", () => {
    const { client, notices } = aClient();
    client.undo("p1");
    hub.deliver();
    expect(notices).toEqual([{ kind: "nothingToUndo", act: "UNDO" }]);
  });
});

describe("a period that is held", () => {
  test("stays open from one of its screens to the next, and is let go a moment after the last", () => {
    const { client } = aClient();
    const left = () => hub.received.filter((message) => message.type === "UNSUBSCRIBE").length;
    const leaveGrid = client.holdPeriod("p1");
    leaveGrid();
    const leavePaper = client.holdPeriod("p1");
    clock.pass(1_000);
    expect(left()).toBe(0);
    leavePaper();
    leavePaper();
    expect(left()).toBe(0);
    clock.pass(1_000);
    hub.deliver();
    expect(left()).toBe(1);
  });
});

describe("two people", () => {
  test("see each other's selection, and each other's edits", () => {
    const yuki = aClient();
    const mei = aClient({ id: "u2", name: "Mei Sato", role: "manager" });
    mei.client.setPresence("p1", { staff_id: "bo", date: "2026-12-01" }, true);
    mei.client.edit("p1", [{ staffId: "bo", date: "2026-12-01", set: { shift: "D" } }], "edit");
    hub.deliver();
    expect(yuki.client.period("p1").others.get()).toMatchObject([{ user: { name: "Mei Sato" }, editing: true }]);
    expect(mei.client.period("p1").others.get()).toEqual([]);
    expect(yuki.client.period("p1").live.cell("bo", "2026-12-01").shift).toBe("D");
  });

  test("hear a selection at most ten times a second, the last one always", () => {
    const { client } = aClient();
    for (const date of PERIOD.dates) client.setPresence("p1", { staff_id: "bo", date }, false);
    hub.deliver();
    clock.pass(200);
    hub.deliver();
    const told = hub.received.filter((message) => message.type === "PRESENCE_UPDATE");
    expect(told.map((message) => (message.payload as { selection: { date: string } }).selection.date)).toEqual([
      "2026-12-01",
      "2026-12-03",
    ]);
  });
});

describe("the token", () => {
  test("is renewed silently when it is about to expire [CN6]", async () => {
    aClient();
    hub.say(last(wires), {
      type: "ERROR",
      payload: { code: "auth_expiring", temporary: true, message: "", details: null, retry_after_ms: null },
    });
    hub.deliver();
    await Promise.resolve();
    await Promise.resolve();
    expect(last(last(wires).toHub)).toMatchObject({ type: "AUTH_REFRESH", payload: { token: "fresh" } });
  });
});
