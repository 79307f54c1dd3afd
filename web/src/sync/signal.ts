// Observable values and events: what React's useSyncExternalStore and the grid listen to.

/** A value that tells its listeners when it is replaced. */
export class Signal<T> {
  #value: T;
  #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  readonly get = (): T => this.#value;

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

/** Events of one kind; every listener gets each of them once, in order. */
export class Emitter<E> {
  #listeners = new Set<(event: E) => void>();

  readonly on = (listener: (event: E) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  emit(event: E): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}
