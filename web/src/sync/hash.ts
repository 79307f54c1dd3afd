// The state hash [DC5]: the sum modulo 2^64 of xxh64 over every field that is neither null nor false.
import xxhash from "xxhash-wasm";

/** xxh64 with seed 0 over the UTF-8 of a text. */
export type Hasher = (text: string) => bigint;

export async function loadHasher(): Promise<Hasher> {
  const { h64 } = await xxhash();
  return (text) => h64(text);
}

const SEPARATOR = "\u001f";
const MODULUS = 1n << 64n;

/** JSON without spaces, keys in code-point order, nothing escaped that JSON lets stand: as the hub writes it. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => compareCodePoints(a, b));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(",")}}`;
}

/** JavaScript compares UTF-16 units, which puts U+E000–U+FFFF after all that lies beyond them. */
function compareCodePoints(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** A sum that is kept as fields change: order does not matter, and taking away is adding the negative. */
export class StateHash {
  #sum = 0n;
  readonly #hasher: Hasher;

  constructor(hasher: Hasher) {
    this.#hasher = hasher;
  }

  /** A field moved from `before` to `after`; null, undefined and false count for nothing. */
  moved(entity: string, id: string, field: string, before: unknown, after: unknown): void {
    this.#sum = (this.#sum - this.#of(entity, id, field, before) + this.#of(entity, id, field, after) + MODULUS) % MODULUS;
  }

  get hex(): string {
    return this.#sum.toString(16).padStart(16, "0");
  }

  #of(entity: string, id: string, field: string, value: unknown): bigint {
    if (value === null || value === undefined || value === false) return 0n;
    return this.#hasher([entity, id, field, canonical(value)].join(SEPARATOR));
  }
}
