// Histories of the simulation (tests/simulation): what a client heard under faults, played to the production sync core.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { HandClock } from "../../dev/clock";
import { Client } from "./client";
import { loadHasher } from "./hash";
import type { LivePeriod, LiveWorkspace } from "./live";
import type { Transport } from "./socket";
import type { ClientMessage, ServerMessage } from "./wire";

/** `asked`: the other client sent SYNC_REQUEST for this document, named by its id. */
type Step = { opened: true } | { heard: ServerMessage } | { asked: string } | { closed: number };

interface Known {
  epoch: string;
  version: number;
  hash: string;
  fields: [kind: string, id: string, field: string, value: unknown][];
}

interface Transcript {
  documents: Record<string, Known>;
  steps: Step[];
}

const FOLDER = process.env.TRANSCRIPTS ?? `${import.meta.dirname}/transcripts`;
const WORKSPACE_ID = "w1";
const ASKS_WITHIN_MS = 10_000;
const STEP_MS = 100;
const hasher = await loadHasher();

function read(file: string): Transcript {
  const [head, ...steps] = readFileSync(`${FOLDER}/${file}`, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  return { documents: head.documents, steps };
}

class Player implements Transport {
  onmessage: Transport["onmessage"] = null;
  onclose: Transport["onclose"] = null;
  readonly clock = new HandClock();
  readonly said: string[] = [];
  readonly client: Client;
  readonly #asks: { document: string; id: string }[] = [];
  readonly #lastAsk = new Map<string, string>();
  #isOpen = false;
  #ids = 0;

  constructor(periods: readonly string[]) {
    this.client = new Client({
      open: () => {
        this.#isOpen = true;
        this.#asks.length = 0;
        return this;
      },
      clock: this.clock,
      hasher,
      auth: { refresh: async () => "ok", token: () => null },
      newId: () => `page-${this.#ids++}`,
      log: (event) => this.said.push(event),
    });
    this.client.connect();
    for (const period of periods) this.client.period(period);
  }

  /** Requests to sync that nothing in the transcript accounts for. */
  get unaccounted(): readonly string[] {
    return this.#asks.map(({ document }) => document);
  }

  send(text: string): void {
    const message = JSON.parse(text) as ClientMessage;
    if (message.type !== "SYNC_REQUEST") return;
    const document = message.payload.document === "workspace" ? WORKSPACE_ID : (message.payload.period_id ?? "");
    this.#asks.push({ document, id: message.id });
    this.#lastAsk.set(document, message.id);
  }

  close(): void {
    this.#isOpen = false;
  }

  play(step: Step): void {
    if ("opened" in step) this.#until(() => this.#isOpen, "reconnects");
    else if ("asked" in step) this.#account(step.asked);
    else if ("heard" in step) this.#hear(step.heard);
    else this.#drop(step.closed);
  }

  #hear(message: ServerMessage): void {
    const asked = /^sync-(.*)$/.exec(message.id ?? "")?.[1];
    const own = asked === undefined ? message : { ...message, id: this.#lastAsk.get(asked) ?? "" };
    this.onmessage?.({ data: JSON.stringify(own) });
  }

  #account(document: string): void {
    const find = () => this.#asks.findIndex((ask) => ask.document === document);
    this.#until(() => find() >= 0, `asks for ${document}`);
    this.#asks.splice(find(), 1);
  }

  #drop(code: number): void {
    this.#isOpen = false;
    this.onclose?.({ code });
  }

  #until(happened: () => boolean, what: string): void {
    for (let waited = 0; !happened(); waited += STEP_MS) {
      if (waited > ASKS_WITHIN_MS) throw new Error(`the page never ${what}`);
      this.clock.pass(STEP_MS);
    }
  }

  document(id: string): LivePeriod | LiveWorkspace {
    return id === WORKSPACE_ID ? this.client.workspace : this.client.period(id).live;
  }
}

function playerOf({ documents }: Transcript): Player {
  return new Player(Object.keys(documents).filter((id) => id !== WORKSPACE_ID));
}

function fieldsOf(document: LivePeriod | LiveWorkspace): unknown[][] {
  const { state } = document;
  const fields: unknown[][] = [];
  const put = (kind: string, id: string, set: object) => {
    for (const [field, value] of Object.entries(set)) if (value !== null && value !== false) fields.push([kind, id, field, value]);
  };
  if (state && "header" in state) {
    put("period", state.id, state.header);
    for (const [{ staffId, date }, cell] of state.filled()) put("cell", `${staffId}/${date}`, cell);
  } else if (state) {
    for (const kind of ["staff", "shift_type", "rule", "period", "settings"] as const)
      for (const [id, set] of state.all(kind)) put(kind, id, set);
  }
  return fields.sort(inOrder);
}

const nameOf = (field: readonly unknown[]) => field.slice(0, 3).join("\u001f");
const inOrder = (a: readonly unknown[], b: readonly unknown[]) => (nameOf(a) < nameOf(b) ? -1 : 1);

const files = readdirSync(FOLDER).filter((file) => file.endsWith(".jsonl"));

describe("what a client heard under faults", () => {
  test("is there", () => expect(files.length).toBeGreaterThan(4));

  test.each(files)("brings the page to the same state and hash, by the same requests: %s [DC2, DC4, DC5]", (file) => {
    const transcript = read(file);
    const player = playerOf(transcript);
    for (const step of transcript.steps) player.play(step);
    for (const [id, known] of Object.entries(transcript.documents)) {
      const document = player.document(id);
      expect([id, document.epoch, document.version, document.state?.hash]).toEqual([id, known.epoch, known.version, known.hash]);
      expect(fieldsOf(document)).toEqual([...known.fields].sort(inOrder));
    }
    expect(player.unaccounted).toEqual([]);
    expect(player.said).toEqual([]);
  });

  test.each(files)("with one CHANGES doubled and another lost, is mended by asking from where the page stands: %s [DC2]", (file) => {
    const transcript = read(file);
    const player = playerOf(transcript);
    const changes = transcript.steps.filter((step) => "heard" in step && step.heard.type === "CHANGES");
    const doubled = changes[0];
    let lost: Step | null = null;
    for (const step of transcript.steps) {
      if (lost === null && step !== doubled && isNews(player, step) && hasSuccessor(transcript.steps, step)) {
        lost = step;
        continue;
      }
      player.play(step);
      if (step === doubled) player.play(step);
      if (lost !== null && documentOf(step) === documentOf(lost)) break;
    }
    if (lost !== null) expect(player.unaccounted).toEqual([documentOf(lost)]);
  });
});

function documentOf(step: Step): string | null {
  if (!("heard" in step) || step.heard.type !== "CHANGES") return null;
  const { document, period_id } = step.heard.payload;
  return document === "workspace" ? WORKSPACE_ID : (period_id ?? null);
}

/** Whether a step brings the page on by changes. */
function isNews(player: Player, step: Step): boolean {
  const id = documentOf(step);
  if (id === null || !("heard" in step) || step.heard.type !== "CHANGES") return false;
  const document = player.document(id);
  return document.phase === "live" && step.heard.payload.from_version === document.version;
}

/** Whether the next that is heard of its document, on the same connection, is the change after it. */
function hasSuccessor(steps: readonly Step[], lost: Step): boolean {
  for (const step of steps.slice(steps.indexOf(lost) + 1)) {
    if ("closed" in step || "asked" in step || ("heard" in step && step.heard.type === "SYNC_RESPONSE")) return false;
    if (documentOf(step) === documentOf(lost)) return true;
  }
  return false;
}
