// The page on a hub in the same tab: `npm run dev`, then /dev/. For looking at it, never shipped.
import { createRoot } from "react-dom/client";
import { App } from "../src/app/app";
import { Root } from "../src/app/Root";
import { loadHasher } from "../src/sync/hash";
import type { ClientMessage, DiffCell, Violation } from "../src/sync/wire";
import { PERIOD, WORKSPACE } from "./demo";
import { ack, FakeHub, type Wire } from "./hub";

const hasher = await loadHasher();
const hub = new FakeHub(WORKSPACE, PERIOD, hasher);
const soon = () => setTimeout(() => hub.deliver(), 4);
const answer = (body: unknown, status = 200) =>
  Promise.resolve(new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } }));
const user = {
  id: "u1",
  name: "Yuki Kato",
  role: new URLSearchParams(location.search).get("role") === "viewer" ? ("viewer" as const) : ("manager" as const),
};
const session = { access_token: "t", token_type: "bearer", expires_in: 300, user, workspace: { id: "w1", name: "Hoshi Restaurant" } };
let isIn = !new URLSearchParams(location.search).has("out");

const violation = (
  rule_id: string,
  enforcement: "hard" | "soft",
  points: number,
  message: string,
  cells: [string, string][],
): Violation => ({
  rule_id,
  type: "min_rest",
  enforcement,
  amount: 1,
  points,
  message,
  cells: cells.map(([staff_id, date]) => ({ staff_id, date })),
  staff_id: cells[0]?.[0] ?? null,
  date: cells[0]?.[1] ?? null,
});
const REST = violation("rest", "hard", 1, "Carla Silva ends at 23:00 on Mon 7 and starts at 06:00 on Tue 8: 7 h of rest, 11 h needed.", [
  ["p2", "2026-12-07"],
  ["p2", "2026-12-08"],
]);
const ISSUES = [
  REST,
  violation("need-E", "soft", 50, "Sun 13 Dec: 2 people instead of 3 on Early.", [["p7", "2026-12-12"]]),
  violation("need-N", "soft", 10, "Noah Weiss asked for Sun 6 Dec off and has Day.", [["p13", "2026-12-06"]]),
];

async function fakeFetch(input: RequestInfo | URL): Promise<Response> {
  const path = String(input).replace("/api/v1", "");
  if (path === "/auth/options") return answer({ demo: true });
  if (path === "/auth/refresh") return isIn ? answer(session) : answer({ code: "unauthenticated", detail: "" }, 401);
  if (path === "/auth/login") return answer({ code: "unauthenticated", detail: "" }, 401);
  if (path === "/auth/logout") return answer({});
  if (path.startsWith("/auth/")) {
    isIn = true;
    return answer(session);
  }
  if (path.startsWith("/periods?")) {
    const row = {
      id: "winter",
      name: "December – January",
      start_date: "2026-12-01",
      end_date: "2027-01-29",
      status: "draft",
      strategy: null,
      version: 1284,
      staff_count: 15,
    };
    return answer({
      items: [
        row,
        { ...row, id: "autumn", name: "October – November", start_date: "2026-10-01", end_date: "2026-11-30", status: "published" },
        { ...row, id: "summer", name: "Summer", start_date: "2026-06-01", end_date: "2026-08-31", status: "closed", staff_count: 12 },
      ],
      next: null,
    });
  }
  if (path.endsWith("/check")) return answer({ version: hub.version, score: { hard: 1, soft: 60 }, violations: ISSUES });
  return answer({ code: "not_found", detail: "" }, 404);
}

const send = (type: "SOLVE_PROGRESS" | "SCHEDULE_GENERATED" | "SOLVE_CANCELLED", payload: object) => {
  hub.everyone({ type, payload: { run_id: "run-1", period_id: "winter", ...payload } } as never);
  soon();
};

let solving: ReturnType<typeof setInterval> | undefined;
let diff: DiffCell[] = [];

function finish(): void {
  clearInterval(solving);
  const state = hub.state();
  diff = [];
  for (let i = 0; i < 47; i++) {
    const staff_id = `p${(i * 7) % 15}`;
    const date = state.dates[(i * 11) % 40]!;
    const from = state.cell(staff_id, date).shift;
    const to = ["X", "E", "L", "D"][i % 4]!;
    if (from !== to && !state.cell(staff_id, date).locked) diff.push({ staff_id, date, from, to });
  }
  const mended = [
    ISSUES[1]!,
    violation("need-D", "hard", 1, "Ben Okafor works six days in a row: a day off on Mon 14.", [["p1", "2026-12-14"]]),
    { ...REST, message: "Rest of Farid Rahman, Wed 9." },
  ];
  send("SCHEDULE_GENERATED", {
    status: "feasible",
    score: { hard: 1, soft: 574 },
    bound: { hard: 1, soft: 552 },
    gap: 0.038,
    violations: [REST, ISSUES[2]],
    before: { hard: 3, soft: 3000 },
    diff,
    kept: [{ staff_id: "p9", date: "2026-12-04" }],
    mended,
    worsened: [ISSUES[2]],
    applied_version: null,
    explanation: null,
    base_version: 0,
  });
}

function solve(): void {
  const start = performance.now();
  let soft = 2800;
  let bound = 0;
  solving = setInterval(() => {
    const elapsed_s = (performance.now() - start) / 1000;
    if (elapsed_s > 12) return finish();
    soft = Math.max(574, Math.round(574 + (soft - 574) * (Math.sin(elapsed_s * 9) > 0 ? 0.72 : 1)));
    bound = Math.min(552, Math.round(bound + (552 - bound) * 0.2));
    send("SOLVE_PROGRESS", {
      state: "running",
      stage: elapsed_s < 0.4 ? "building" : "searching",
      progress: elapsed_s / 12,
      status_message: "",
      elapsed_s,
      score: elapsed_s < 0.5 ? null : { hard: 1, soft },
      bound: { hard: 1, soft: bound },
      gap: (soft - bound) / soft,
      solutions: 3,
      queue_position: null,
    });
  }, 250);
}

hub.onMessage = (wire: Wire, message: ClientMessage) => {
  const accepted = () => hub.say(wire, { type: "ACK", id: message.id ?? "", payload: ack("accepted", "run-1") });
  if (message.type === "GENERATE_SCHEDULE") {
    accepted();
    solve();
  } else if (message.type === "FINISH_SOLVE") {
    accepted();
    finish();
  } else if (message.type === "CANCEL_SOLVE" || message.type === "DISCARD_SOLUTION") {
    accepted();
    clearInterval(solving);
    send("SOLVE_CANCELLED", { code: "cancelled", message: "", best: null });
  } else if (message.type === "APPLY_SOLUTION") {
    accepted();
    hub.commit(
      { userId: "u1", name: "Yuki Kato", clientId: "hub", id: "run:run-1" },
      "APPLY_SOLUTION",
      { cells: diff.map(({ staff_id, date, to }) => ({ staff_id, date, set: { shift: to } })) },
      null,
    );
  } else return false;
  return true;
};

const app = new App({
  fetch: fakeFetch as typeof fetch,
  hasher,
  open: (clientId) => {
    const wire = hub.connect(clientId, user);
    const send = wire.send.bind(wire);
    wire.send = (text) => {
      send(text);
      soon();
    };
    soon();
    return wire;
  },
});

// Two more people, who move and edit.
for (const [id, name, staff_id, date, to] of [
  ["u2", "Mei Sato", "p8", "2026-12-19", null],
  ["u3", "Tom Baker", "p12", "2026-12-04", "2026-12-05"],
] as const) {
  const wire = hub.connect(`other-${id}`, { id, name, role: "manager" });
  const from = { staff_id, date };
  const selection = to ? { from, to: { staff_id: "p13", date: to } } : from;
  wire.toHub.push({ type: "PRESENCE_UPDATE", payload: { period_id: "winter", selection, editing: to !== null } });
}
hub.deliver();
Object.assign(window, { hub, soon });
if (location.pathname.startsWith("/dev")) history.replaceState(null, "", `/${location.search}`);
createRoot(document.getElementById("root")!).render(<Root app={app} />);
