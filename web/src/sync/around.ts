// What goes on around a period's content, as the hub tells it: who is in it, and its runs.
import type { Documents } from "./documents";
import type { Line } from "./line";
import type { LivePeriod } from "./live";
import type { Notice } from "./notices";
import { joined } from "./presence";
import * as runs from "./runs";
import type { Emitter } from "./signal";
import type { Change, ServerMessageOf } from "./wire";

export interface AroundPorts {
  line: Line;
  documents: Documents;
  notices: Emitter<Notice>;
}

export class Around {
  readonly #ports: AroundPorts;

  constructor(ports: AroundPorts) {
    this.#ports = ports;
  }

  /** Nobody is seen while the connection is away. */
  lost(): void {
    for (const { others } of this.#ports.documents.periods) others.set([]);
  }

  context({ document, period_id, presence, runs: rows }: ServerMessageOf<"SYNC_CONTEXT">["payload"]): void {
    if (document !== "period" || !period_id) return;
    this.#ports.documents.opened(period_id)?.others.set(joined([], presence, [], this.#me));
    this.#run(period_id, (all) => runs.rows(all, rows));
  }

  presence({ period_id, users, left }: ServerMessageOf<"PRESENCE">["payload"]): void {
    const others = this.#ports.documents.opened(period_id)?.others;
    others?.set(joined(others.get(), users, left, this.#me));
  }

  /** A run that this page asked for. */
  started(periodId: string, runId: string, timeLimit_s: number | null): void {
    const { documents, line } = this.#ports;
    const list = documents.period(periodId).runs;
    list.set(runs.started(list.get(), runId, line.welcome.get()?.user.name ?? "", timeLimit_s));
  }

  run(message: ServerMessageOf<"SOLVE_PROGRESS" | "SCHEDULE_GENERATED" | "SOLVE_FAILED" | "SOLVE_CANCELLED">): void {
    const { period_id } = message.payload;
    switch (message.type) {
      case "SOLVE_PROGRESS":
        return this.#run(period_id, (all) => runs.progressed(all, message.payload));
      case "SCHEDULE_GENERATED":
        return this.#run(period_id, (all) => runs.generated(all, message.payload));
      case "SOLVE_FAILED":
        return this.#run(period_id, (all) => runs.ended(all, message.payload, "failed"));
      case "SOLVE_CANCELLED":
        return this.#run(period_id, (all) => runs.ended(all, message.payload, "cancelled"));
      default:
        message satisfies never;
    }
  }

  /** Solutions among the changes of a period: their runs are over, and the person hears of them. */
  changed(period: LivePeriod, folded: readonly Change[]): void {
    const { line, notices } = this.#ports;
    const cells = new Map<string, number>();
    for (const { id, payload } of folded) if (id.startsWith("run:")) cells.set(id, (cells.get(id) ?? 0) + (payload.cells?.length ?? 0));
    for (const [id, count] of cells) {
      const actor = folded.find((change) => change.id === id)!.actor;
      this.#run(period.periodId, (all) => runs.applied(all, id.slice("run:".length)));
      const isMine = actor.id === line.welcome.get()?.user.id;
      notices.emit({ kind: "solutionApplied", periodId: period.periodId, by: actor.name, isMine, cells: count });
    }
  }

  get #me(): string {
    return this.#ports.line.welcome.get()?.connection_id ?? "";
  }

  #run(periodId: string, next: (all: runs.Runs) => runs.Runs): void {
    const list = this.#ports.documents.opened(periodId)?.runs;
    list?.set(next(list.get()));
  }
}
