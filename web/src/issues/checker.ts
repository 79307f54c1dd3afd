// Asks the hub which rules the period breaks, a moment after each change, until the hub tells them live.
import { type Auth, Problem } from "../sync/auth";
import type { Clock } from "../sync/clock";
import { Signal } from "../sync/signal";
import type { Score, Violation } from "../sync/wire";

export interface Checked {
  state: "unknown" | "known" | "failed";
  isChecking: boolean;
  score: Score | null;
  violations: readonly Violation[];
  /** Where it failed, the hub's words, if it answered: a rule names a shift that there is not, say. */
  why?: string;
}

const QUIET_MS = 500;
/** While changes keep coming, at least so often. */
const LATEST_MS = 3000;
const AGAIN_AFTER_FAILURE_MS = 10_000;

export class Checker {
  readonly found = new Signal<Checked>({ state: "unknown", isChecking: false, score: null, violations: [] });
  readonly #auth: Auth;
  readonly #clock: Clock;
  readonly #path: string;
  #cancel: () => void = () => {};
  #since: number | null = null;
  #isAsking = false;
  #isStopped = false;

  constructor(auth: Auth, clock: Clock, periodId: string) {
    this.#auth = auth;
    this.#clock = clock;
    this.#path = `/periods/${encodeURIComponent(periodId)}/check`;
  }

  /** The period changed, or was just opened. */
  changed(): void {
    const now = this.#clock.now();
    this.#since ??= now;
    this.#schedule(Math.max(0, Math.min(QUIET_MS, this.#since + LATEST_MS - now)));
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  #schedule(ms: number): void {
    this.#cancel();
    if (!this.#isAsking && !this.#isStopped) this.#cancel = this.#clock.after(ms, () => void this.#ask());
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    this.#since = null;
    this.found.set({ ...this.found.get(), isChecking: true });
    let again: number | null = null;
    try {
      const { score, violations } = await this.#auth.json<{ score: Score; violations: Violation[] }>(this.#path, { method: "POST" });
      if (!this.#isStopped) this.found.set({ state: "known", isChecking: false, score, violations });
    } catch (problem) {
      const why = problem instanceof Problem && problem.status === 422 ? problem.message : "";
      if (!this.#isStopped) this.found.set({ ...this.found.get(), state: "failed", isChecking: false, why });
      again = AGAIN_AFTER_FAILURE_MS;
    }
    this.#isAsking = false;
    if (this.#since !== null) again = QUIET_MS;
    if (again !== null) this.#schedule(again);
  }
}
