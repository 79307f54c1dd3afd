// Edits of rules on their way to the hub: gathered while one types, sent when they are complete, kept where the hub refuses them.
import type { Answer } from "../sync/client";
import type { Clock } from "../sync/clock";
import { Signal } from "../sync/signal";
import type { Body, ConflictPayload, Rule } from "../sync/wire";

export type RuleSet = Extract<Body, { type: "RULE_UPDATE" }>["payload"]["set"];

/** What the hub said against an edit; `field` is a path below the parameters, or a rule's own field. */
export interface Refusal {
  field: string;
  message: string;
}

/** What the hub hasn't answered: fields as they were edited last. */
export interface Draft {
  set: RuleSet;
  isComplete: boolean;
  /** On its way. It goes on being shown, since the client's own picture follows a frame later. */
  isSent: boolean;
  refusal: Refusal | null;
}

/** `soon`: while one types; `now`: a choice was made, or the field was left. */
export type Pace = "now" | "soon";

const TYPING_MS = 600;

interface Ports {
  operate: (body: Body) => Promise<Answer>;
  clock: Pick<Clock, "after">;
  /** Somebody changed the rule meanwhile, and theirs stands. */
  onConflict: (payload: ConflictPayload) => void;
}

export class RuleEditor {
  readonly drafts = new Signal<ReadonlyMap<string, Draft>>(new Map());
  readonly #ports: Ports;
  readonly #timers = new Map<string, () => void>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  edit(ruleId: string, set: RuleSet, { isComplete, pace }: { isComplete: boolean; pace: Pace }): void {
    this.#stopTimer(ruleId);
    const before = this.drafts.get().get(ruleId);
    this.#put(ruleId, { set: before?.isSent ? set : { ...before?.set, ...set }, isComplete, isSent: false, refusal: null });
    if (!isComplete) return;
    if (pace === "now") this.#send(ruleId);
    else
      this.#timers.set(
        ruleId,
        this.#ports.clock.after(TYPING_MS, () => this.#send(ruleId)),
      );
  }

  /** A field was left: what waits only for the person to go on typing goes out. */
  flush(ruleId: string): void {
    if (this.#timers.has(ruleId)) this.#send(ruleId);
  }

  flushAll(): void {
    for (const ruleId of [...this.#timers.keys()]) this.#send(ruleId);
  }

  /** What the hub has stands again. */
  discard(ruleId: string): void {
    this.#stopTimer(ruleId);
    this.#put(ruleId, null);
  }

  #send(ruleId: string): void {
    this.#stopTimer(ruleId);
    const draft = this.drafts.get().get(ruleId);
    if (!draft?.isComplete || draft.isSent) return;
    const sent: Draft = { ...draft, isSent: true };
    this.#put(ruleId, sent);
    const answer = this.#ports.operate({ type: "RULE_UPDATE", payload: { id: ruleId, set: sent.set } });
    void answer.then((answered) => this.#answered(ruleId, sent, answered));
  }

  #answered(ruleId: string, sent: Draft, answer: Answer): void {
    const now = this.drafts.get().get(ruleId);
    const isLast = now === sent;
    if (answer.kind === "error") {
      // Where one has gone on editing, that is what counts; it is sent with what was refused, and judged anew.
      const refused: Draft = { ...sent, isSent: false, refusal: refusalOf(answer.payload) };
      this.#put(ruleId, isLast || !now ? refused : { ...now, set: { ...sent.set, ...now.set } });
      return;
    }
    if (isLast) this.#put(ruleId, null);
    if (answer.kind === "conflict") this.#ports.onConflict(answer.payload);
  }

  #put(ruleId: string, draft: Draft | null): void {
    const next = new Map(this.drafts.get());
    if (draft) next.set(ruleId, draft);
    else if (!next.delete(ruleId)) return;
    this.drafts.set(next);
  }

  #stopTimer(ruleId: string): void {
    this.#timers.get(ruleId)?.();
    this.#timers.delete(ruleId);
  }
}

/** The rule as it is being edited. */
export function withDraft(rule: Rule, draft: Pick<Draft, "set"> | null | undefined): Rule {
  return draft ? ({ ...rule, ...draft.set } as Rule) : rule;
}

/** The hub's words, without the path and the marker before them: they stand beside the field. */
export function refusalOf({ message, details }: { message: string; details?: unknown }): Refusal {
  const field = (details as { field?: unknown } | null)?.field;
  const path = typeof field === "string" ? field : "";
  const text = (path && message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message).replace(/^Value error, /, "");
  return { field: path, message: text.charAt(0).toUpperCase() + text.slice(1) };
}
