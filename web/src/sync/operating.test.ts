import { beforeEach, expect, test } from "vitest";
import { HandClock } from "../../dev/clock";
import { FakeHub, type Wire } from "../../dev/hub";
import { type Answer, Client } from "./client";
import { WorkspaceState } from "./document";
import { loadHasher } from "./hash";
import type { Notice } from "./notices";
import type { Body, Change, ClientMessage, ConflictPayload, PeriodSnapshot, WorkspaceSnapshot } from "./wire";

const hasher = await loadHasher();
const PERIOD: PeriodSnapshot = {
  period: { id: "p1", name: "December", start_date: "2026-12-01", end_date: "2026-12-03", status: "draft", strategy: null },
  staff: ["ana"],
  dates: ["2026-12-01", "2026-12-02", "2026-12-03"],
  shifts: [],
  cells: { shift: [[null, null, null]], locked: [], notes: [] },
};
const WORKSPACE: WorkspaceSnapshot = {
  settings: { name: "Hoshi", strategy: "merge" },
  staff: [{ id: "ana", code: "A", name: "Ana", position: "Sous" }],
  shift_types: [],
  rules: [{ id: "rest", type: "min_rest", weight: 1 }],
  periods: [{ id: "p1", archived: false }],
};

let clock: HandClock;
let hub: FakeHub;
let wire: Wire;
let client: Client;
let notices: Notice[];
/** The workspace's changes that the hub made. */
let changes: Change[];

/** What the hub does with an operation on the workspace: applies it, unless told otherwise. */
function apply(to: Wire, message: ClientMessage): boolean {
  if (!/^(STAFF|SHIFT_TYPE|RULE|SETTINGS)_/.test(message.type)) return false;
  const { id, set, ...fields } = message.payload as { id?: string; set?: Record<string, unknown> } & Record<string, unknown>;
  const version = changes.length + 1;
  const effect = set ?? (message.type.endsWith("_DELETE") ? { archived: true } : fields);
  const change: Change = {
    version,
    base: message.version ?? null,
    id: message.id ?? "",
    client_id: to.clientId,
    actor: { id: "u1", name: "Yuki" },
    at: "",
    type: message.type,
    payload: { entity: null, id: id ?? null, set: effect, cells: null, run_id: null },
  };
  changes.push(change);
  const payload = { document: "workspace" as const, period_id: null, from_version: version - 1, changes: [change], hash: null };
  hub.say(to, { type: "CHANGES", version, payload: { ...payload, part: null, parts: null } });
  hub.say(to, { type: "ACK", id: message.id ?? "", version, payload: { outcome: "applied", original: null, run_id: null, ignored: null } });
  return true;
}

const sent = (type: string) => hub.received.filter((message) => message.type === type);
const update = (set: Record<string, unknown>): Body => ({ type: "STAFF_UPDATE", payload: { id: "ana", set } });
const staff = () => client.workspace.state!.all("staff");
async function answerOf(answer: Promise<Answer>): Promise<Answer["kind"] | "none"> {
  let kind: Answer["kind"] | "none" = "none";
  void answer.then((given) => {
    kind = given.kind;
  });
  for (let n = 0; n < 3; n++) await Promise.resolve();
  return kind;
}

beforeEach(() => {
  clock = new HandClock();
  hub = new FakeHub(WORKSPACE, PERIOD, hasher);
  hub.onMessage = apply;
  changes = [];
  notices = [];
  let ids = 0;
  client = new Client({
    open: (clientId) => {
      wire = hub.connect(clientId);
      return wire;
    },
    clock,
    hasher,
    auth: { refresh: async () => "ok", token: () => "fresh" },
    newId: () => `o${ids++}`,
    log: () => {},
  });
  client.notices.on((notice) => notices.push(notice));
  client.connect();
  client.period("p1");
  hub.deliver();
});

test("an operation on the workspace is shown at once, sent with its base, and answered", async () => {
  const kinds: string[] = [];
  client.workspace.events.on((kind) => kinds.push(kind));
  const answer = client.operate(update({ position: "Head chef", group: "Kitchen" }));
  expect(staff().get("ana")).toMatchObject({ position: "Head chef", group: "Kitchen", code: "A" });
  expect(kinds).toEqual(["staff"]);
  hub.deliver();
  expect(await answerOf(answer)).toBe("seen");
  expect(sent("STAFF_UPDATE")[0]).toMatchObject({ version: 0, payload: { id: "ana", set: { position: "Head chef" } } });
  expect([client.waiting, client.workspace.version]).toEqual([0, 1]);
  const fresh = new WorkspaceState(
    "w1",
    { ...WORKSPACE, staff: [{ ...WORKSPACE.staff[0], position: "Head chef", group: "Kitchen" }] },
    hasher,
  );
  expect(client.workspace.state!.hash).toBe(fresh.hash);
});

test("what is shown never counts in the state hash, and goes when the hub refuses", async () => {
  const { hash } = client.workspace.state!;
  hub.refuse = ({ type, id }) =>
    type === "STAFF_CREATE"
      ? { type: "ERROR", id: id ?? "", payload: { code: "validation_failed", temporary: false, message: "the code 'A' is taken" } }
      : null;
  const answer = client.operate({ type: "STAFF_CREATE", payload: { id: "bo", code: "A", name: "Bo" } });
  expect([staff().get("bo")?.name, client.workspace.state!.hash]).toEqual(["Bo", hash]);
  hub.deliver();
  expect([staff().has("bo"), await answerOf(answer)]).toEqual([false, "error"]);
  expect(notices).toMatchObject([{ kind: "refused", code: "validation_failed" }]);
});

test("a caller who tells it beside the form gets no notice", async () => {
  hub.refuse = ({ type, id }) =>
    type === "STAFF_UPDATE" ? { type: "ERROR", id: id ?? "", payload: { code: "validation_failed", temporary: false, message: "" } } : null;
  void client.operate(update({ position: "?" }), { isToldByCaller: true });
  hub.deliver();
  expect(notices).toEqual([]);
});

test("clearing a field and archiving are shown too", () => {
  void client.operate(update({ position: null }));
  void client.operate({ type: "RULE_DELETE", payload: { id: "rest" } });
  expect(staff().get("ana")).not.toHaveProperty("position");
  expect(client.workspace.state!.all("rule").get("rest")).toMatchObject({ archived: true });
});

test("a period's own fields are shown at once: its name, and the days of new dates", () => {
  const { live } = client.period("p1");
  void client.operate({ type: "PERIOD_UPDATE", payload: { id: "p1", set: { name: "Winter", end_date: "2026-12-05" } } });
  expect([live.state!.header.name, live.state!.dates.length]).toEqual(["Winter", 5]);
});

test("two of one entity go one after the other, a period's wait for the workspace's before them", () => {
  let isAway = true;
  hub.refuse = ({ type, id }) =>
    type === "STAFF_CREATE" && isAway
      ? { type: "ERROR", id: id ?? "", payload: { code: "overloaded", temporary: true, message: "", retry_after_ms: 500 } }
      : null;
  void client.operate({ type: "STAFF_CREATE", payload: { id: "bo", code: "B" } });
  void client.operate({ type: "STAFF_UPDATE", payload: { id: "bo", set: { name: "Bo" } } });
  client.edit("p1", [{ staffId: "ana", date: "2026-12-01", set: { shift: "D" } }], "edit");
  hub.deliver();
  isAway = false;
  clock.pass(2000);
  hub.deliver();
  clock.pass(2000);
  hub.deliver();
  const order = hub.received.map(({ type }) => type).filter((type) => /STAFF|CELL/.test(type));
  expect(order).toEqual(["STAFF_CREATE", "STAFF_CREATE", "STAFF_UPDATE", "CELL_UPDATE"]);
  expect(client.waiting).toBe(0);
});

test("a period that isn't open is changed all the same", async () => {
  const answer = client.operate({ type: "PERIOD_UPDATE", payload: { id: "p9", set: { strategy: "merge" } } });
  hub.deliver();
  expect(await answerOf(answer)).toBe("ack");
  expect(sent("PERIOD_UPDATE")[0]).not.toHaveProperty("version");
});

test("without a connection it waits, is undone unsent, and redone", async () => {
  wire.drop(1006);
  const answer = client.operate(update({ position: "Line" }));
  client.undoWorkspace();
  expect([staff().get("ana")?.position, await answerOf(answer), client.canRedoWorkspace.get()]).toEqual(["Sous", "withdrawn", true]);
  client.redoWorkspace();
  clock.pass(300);
  hub.deliver();
  expect([staff().get("ana")?.position, client.waiting]).toEqual(["Line", 0]);
  client.undoWorkspace();
  hub.deliver();
  expect(sent("UNDO")[0]).toMatchObject({ payload: { document: "workspace" } });
});

test("a viewer's, and one past five hundred, are refused here", async () => {
  wire.drop(1006);
  for (let n = 0; n < 500; n++) void client.operate(update({ position: `p${n}` }));
  expect(await answerOf(client.operate(update({ position: "one more" })))).toBe("error");
  expect(notices).toEqual([{ kind: "tooMuchWaiting" }]);
});

const pending: ConflictPayload = {
  conflict_id: "k1",
  operation_id: "o7",
  strategy: "user_choice",
  outcome: "pending",
  document: "period",
  period_id: "p1",
  reason: "changed",
  fields: [
    {
      entity: "cell",
      id: "ana/2026-12-01",
      field: "shift",
      base: null,
      theirs: { value: "D", version: 3, actor: { id: "u2", name: "Mei" } },
      mine: "N",
      resolved: null,
    },
  ],
};

test("a kept edit is in the inbox, its choice goes out on the version that was seen, and ends it [CF4]", () => {
  client.inbox.listed([{ ...pending, conflict_id: "k1" }]);
  const [conflict] = client.inbox.open.get();
  void client.resolve(conflict!, { choice: "mine" });
  expect(client.inbox.open.get()).toEqual([]);
  hub.deliver();
  expect(sent("CONFLICT_RESOLVE")[0]).toMatchObject({ version: 3, payload: { conflict_id: "k1", choice: "mine" } });
  client.inbox.told("period:p1", [pending]);
  expect(client.inbox.open.get()).toHaveLength(1);
});

test.each([
  ["CONFLICT", "comes back with what stands now", 1, 9],
  ["not_found", "is over: it was settled elsewhere", 0, 0],
  ["validation_failed", "comes back, and is told", 1, 3],
])("a choice that is answered %s %s", (answer, _words, left, version) => {
  client.inbox.listed([{ ...pending, conflict_id: "k1" }]);
  const moved = { ...pending, fields: [{ ...pending.fields[0]!, theirs: { ...pending.fields[0]!.theirs, version: 9 } }] };
  hub.refuse = ({ type, id }) => {
    if (type !== "CONFLICT_RESOLVE") return null;
    if (answer === "CONFLICT") return { type: "CONFLICT", id: id ?? "", payload: moved };
    return { type: "ERROR", id: id ?? "", payload: { code: answer as "not_found", temporary: false, message: "" } };
  };
  void client.resolve(client.inbox.open.get()[0]!, { choice: "mine" });
  hub.deliver();
  const open = client.inbox.open.get();
  expect([open.length, open[0]?.fields[0]?.theirs.version ?? 0]).toEqual([left, version]);
  expect(notices.map(({ kind }) => kind)).toEqual(answer === "CONFLICT" ? ["conflict"] : answer === "not_found" ? [] : ["refused"]);
});
