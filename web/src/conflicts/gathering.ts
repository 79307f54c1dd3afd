// Conflicts that come together are told together: Mei's paste over six cells is one notice, not six.
import type { Clock } from "../sync/clock";
import type { Notice } from "../sync/notices";
import type { ConflictField } from "../sync/wire";

const WITHIN_MS = 300;

type ConflictNotice = Extract<Notice, { kind: "conflict" }>;

export class Gathering {
  readonly #clock: Clock;
  readonly #tell: (notice: Notice) => void;
  readonly #held = new Map<string, ConflictNotice>();
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, tell: (notice: Notice) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  offer(notice: Notice): void {
    if (notice.kind !== "conflict") return this.#tell(notice);
    const key = keyOf(notice);
    const before = this.#held.get(key);
    this.#held.set(key, before ? together(before, notice) : notice);
    this.#cancel ??= this.#clock.after(WITHIN_MS, () => this.flush());
  }

  flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    const all = [...this.#held.values()];
    this.#held.clear();
    for (const notice of all) this.#tell(notice);
  }
}

function keyOf({ periodId, payload }: ConflictNotice): string {
  const actor = payload.fields[0]?.theirs.actor as { id?: string } | undefined;
  // Without a field there is nothing to join: each says what it was about.
  return JSON.stringify([payload.outcome, periodId, payload.reason, actor?.id ?? payload.operation_id]);
}

/** The later word on a field stands: what is there now, and what was mine last. */
function together(before: ConflictNotice, after: ConflictNotice): ConflictNotice {
  const fields = new Map<string, ConflictField>();
  for (const field of [...before.payload.fields, ...after.payload.fields]) fields.set(`${field.entity} ${field.id} ${field.field}`, field);
  return { ...after, payload: { ...after.payload, fields: [...fields.values()] } };
}
