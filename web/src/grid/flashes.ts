// The cells that light up for a moment because somebody else changed them.
const FLASH_MS = 700;

export class Flashes {
  readonly #end: (row: number, day: number) => void;
  #lit: { until: number; row: number; day: number }[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `end` is called once for each cell, when it no longer is lit. */
  constructor(end: (row: number, day: number) => void) {
    this.#end = end;
  }

  light(row: number, day: number): void {
    this.#lit.push({ until: performance.now() + FLASH_MS, row, day });
    this.#timer ??= setTimeout(() => this.#sweep(), FLASH_MS);
  }

  isLit(row: number, day: number): boolean {
    return this.#lit.some((flash) => flash.row === row && flash.day === day);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #sweep(): void {
    const now = performance.now();
    const over = this.#lit.filter(({ until }) => until <= now);
    this.#lit = this.#lit.filter(({ until }) => until > now);
    for (const { row, day } of over) if (!this.isLit(row, day)) this.#end(row, day);
    const [first] = this.#lit;
    this.#timer = first ? setTimeout(() => this.#sweep(), Math.max(16, first.until - now)) : undefined;
  }
}
