// Sends what other, closed tabs of the same person left, each under its own client id.
import type { Client } from "./client";
import type { Keeper, Taken } from "./keeping";

const LOOK_EVERY_MS = 15_000;

export class Couriers {
  readonly #keeper: Keeper;
  readonly #owner: string;
  readonly #main: Client;
  readonly #make: (kept: Taken) => Client;
  readonly #out = new Map<Client, Taken>();
  readonly #timer: ReturnType<typeof setInterval>;
  #isLooking = false;
  #isStopped = false;

  constructor(keeper: Keeper, owner: string, main: Client, make: (kept: Taken) => Client) {
    this.#keeper = keeper;
    this.#owner = owner;
    this.#main = main;
    this.#make = make;
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  /** Take over what lies there, once the hub can be reached; what is delivered is let go. */
  async look(): Promise<void> {
    if (this.#isLooking || this.#isStopped || !this.#main.isConnected) return;
    this.#isLooking = true;
    try {
      for (const kept of await this.#keeper.orphans(this.#owner)) {
        if (this.#isStopped) kept.release();
        else this.#send(kept);
      }
    } finally {
      this.#isLooking = false;
    }
  }

  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#timer);
    for (const [courier, kept] of this.#out) this.#end(courier, kept);
  }

  #send(kept: Taken): void {
    const courier = this.#make(kept);
    this.#out.set(courier, kept);
    courier.notices.on((notice) => this.#main.notices.emit(notice));
    courier.chip.subscribe(() => {
      const { kind } = courier.chip.get();
      const isOver = courier.isConnected ? courier.waiting === 0 : kind === "signIn" || kind === "stopped";
      if (isOver) this.#end(courier, kept);
    });
    courier.connect();
  }

  #end(courier: Client, kept: Taken): void {
    if (!this.#out.delete(courier)) return;
    courier.leave();
    kept.release();
  }
}
