// The device's storage and its locks: IndexedDB and Web Locks, as `keeping` uses them.
import type { Disk, Hold, KeptOperation } from "./keeping";

const DATABASE = "rosterhub";
const STORE = "waiting";
/** A storage that doesn't open is done without. */
const OPEN_WITHIN_MS = 1500;

/** Null where the browser has no storage, forbids it, or can't tell which tabs live (a page that isn't secure). */
export function openDisk(): Promise<Disk | null> {
  if (!("indexedDB" in globalThis) || !navigator.locks) return Promise.resolve(null);
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(null), OPEN_WITHIN_MS);
    const done = (disk: Disk | null) => {
      clearTimeout(late);
      resolve(disk);
    };
    try {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["owner", "clientId", "id"] });
      request.onsuccess = () => done(new Indexed(request.result));
      request.onerror = () => done(null);
      request.onblocked = () => done(null);
    } catch {
      done(null);
    }
  });
}

class Indexed implements Disk {
  readonly #database: IDBDatabase;

  constructor(database: IDBDatabase) {
    this.#database = database;
    // Another tab brings a newer form: it must not wait for this one to close.
    database.onversionchange = () => database.close();
  }

  of(owner: string): Promise<readonly unknown[]> {
    return new Promise((resolve, reject) => {
      const request = this.#store("readonly").getAll(IDBKeyRange.bound([owner], [owner, []]));
      request.onsuccess = () => resolve(request.result as unknown[]);
      request.onerror = () => reject(request.error);
    });
  }

  put(kept: KeptOperation): Promise<void> {
    return this.#write((store) => store.put(kept));
  }

  remove(owner: string, clientId: string, ids: readonly string[]): Promise<void> {
    return this.#write((store) => {
      for (const id of ids) store.delete([owner, clientId, id]);
    });
  }

  #write(act: (store: IDBObjectStore) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const store = this.#store("readwrite");
      store.transaction.oncomplete = () => resolve();
      store.transaction.onabort = () => reject(store.transaction.error);
      act(store);
    });
  }

  #store(mode: IDBTransactionMode): IDBObjectStore {
    return this.#database.transaction(STORE, mode).objectStore(STORE);
  }
}

export const holdByLock: Hold = (name) =>
  new Promise((resolve) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (!lock) return resolve(null);
        return new Promise<void>((release) => resolve(release));
      })
      .catch(() => resolve(null));
  });
