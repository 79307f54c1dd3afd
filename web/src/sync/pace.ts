// How fast operations go out: as many a second as the hub says it takes, and not at all while it says to wait.

/** Until the hub has named its own. */
const PER_SECOND = 50;

export class Pace {
  #perSecond = PER_SECOND;
  #tokens = PER_SECOND;
  #at = 0;
  #pausedUntil = 0;

  /** A new connection begins with a full measure. */
  begin(perSecond: number, now: number): void {
    this.#perSecond = Math.max(1, perSecond);
    this.#tokens = this.#perSecond;
    this.#at = now;
    this.#pausedUntil = 0;
  }

  /** Nothing goes out before. */
  pause(until: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
  }

  take(now: number): boolean {
    if (now < this.#pausedUntil) return false;
    this.#tokens = Math.min(this.#perSecond, this.#tokens + (Math.max(0, now - this.#at) * this.#perSecond) / 1000);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** When the next one may go, if none may now. */
  nextAt(now: number): number {
    return Math.max(this.#pausedUntil, now + ((1 - Math.min(1, this.#tokens)) * 1000) / this.#perSecond);
  }
}
