// A device's storage and locks in memory, for tests: what is written stays, and a tab that closes lets go.
import type { Disk, Hold, KeptOperation } from "../src/sync/keeping";

export class HandDisk implements Disk {
  readonly rows = new Map<string, unknown>();
  isFull = false;

  async of(owner: string): Promise<readonly unknown[]> {
    return [...this.rows.values()].filter((row) => (row as KeptOperation).owner === owner);
  }

  async put(kept: KeptOperation): Promise<void> {
    if (this.isFull) throw new DOMException("full", "QuotaExceededError");
    this.rows.set(`${kept.owner} ${kept.clientId} ${kept.id}`, structuredClone(kept));
  }

  async remove(owner: string, clientId: string, ids: readonly string[]): Promise<void> {
    for (const id of ids) this.rows.delete(`${owner} ${clientId} ${id}`);
  }
}

export class HandLocks {
  readonly held = new Set<string>();

  readonly hold: Hold = async (name) => {
    if (this.held.has(name)) return null;
    this.held.add(name);
    return () => this.held.delete(name);
  };
}
