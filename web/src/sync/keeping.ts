// What waits, kept on this device so that it outlives its tab: whose it is, under which client id, in which order.
import type { Waiting } from "./queue";
import type { Body, DocumentKey } from "./wire";

/** Entries of another form are not read, only counted. */
const FORM = 1;

/** An operation as it lies on the device. */
export interface KeptOperation {
  form: number;
  /** Whose: a user in a workspace. Nobody else's page ever sends it. */
  owner: string;
  clientId: string;
  id: string;
  /** Its place among those of its client. */
  place: number;
  document: DocumentKey;
  epoch: string | null;
  base: number | null;
  body: Body;
  /** When it was made, on the device's clock: for showing only, since that clock may jump. */
  at: number;
}

/** A place on the device. All may reject: storage can be full, forbidden or taken away at any time. */
export interface Disk {
  of(owner: string): Promise<readonly unknown[]>;
  put(kept: KeptOperation): Promise<void>;
  remove(owner: string, clientId: string, ids: readonly string[]): Promise<void>;
}

/** Only one tab at a time holds a name; a tab that closes lets go of it. Null: another tab holds it. */
export type Hold = (name: string) => Promise<(() => void) | null>;

/** A client's queue on the device, held by this tab until it lets go. */
export interface Taken {
  readonly clientId: string;
  /** What was there already, in its order. */
  readonly operations: readonly KeptOperation[];
  /** So many were in a form that this version can't read. */
  readonly unread: number;
  readonly journal: Journal;
  release(): void;
}

/** Writes what waits as it comes and goes. It never holds up the page, and never fails it. */
export class Journal {
  readonly #disk: Disk;
  readonly #owner: string;
  readonly #clientId: string;
  readonly #wallNow: () => number;
  #hasFailed = false;

  constructor(disk: Disk, owner: string, clientId: string, wallNow: () => number) {
    this.#disk = disk;
    this.#owner = owner;
    this.#clientId = clientId;
    this.#wallNow = wallNow;
  }

  /** Whether all that waits is on the device, as far as one knows. */
  get isWhole(): boolean {
    return !this.#hasFailed;
  }

  put({ id, document, epoch, base, body, place }: Waiting, age_ms: number): void {
    if (document === null) return;
    const mine = { form: FORM, owner: this.#owner, clientId: this.#clientId };
    this.#watch(this.#disk.put({ ...mine, id, place, document, epoch, base, body, at: this.#wallNow() - age_ms }));
  }

  remove(ids: readonly string[]): void {
    if (ids.length > 0) this.#watch(this.#disk.remove(this.#owner, this.#clientId, ids));
  }

  #watch(written: Promise<void>): void {
    written.catch(() => {
      this.#hasFailed = true;
    });
  }
}

interface KeeperPorts {
  /** Null: there is no storage, or no way to tell which tabs live. Then nothing is kept. */
  disk: Promise<Disk | null>;
  hold: Hold;
  newId: () => string;
  wallNow: () => number;
}

const nameOf = (clientId: string): string => `rosterhub:queue:${clientId}`;

export class Keeper {
  readonly #ports: KeeperPorts;

  constructor(ports: KeeperPorts) {
    this.#ports = ports;
  }

  /** A queue for this tab: one that a closed tab of this person left, else a fresh one. Null: nothing can be kept here. */
  async take(owner: string): Promise<Taken | null> {
    const disk = await this.#ports.disk;
    if (!disk) return null;
    const [left] = await this.#left(disk, owner, 1);
    return left ?? (await this.#hold(disk, owner, this.#ports.newId()));
  }

  /** All queues of this person whose tabs are closed. */
  async orphans(owner: string): Promise<readonly Taken[]> {
    const disk = await this.#ports.disk;
    return disk ? this.#left(disk, owner, Number.POSITIVE_INFINITY) : [];
  }

  async #left(disk: Disk, owner: string, most: number): Promise<Taken[]> {
    const found = await disk.of(owner).catch(() => []);
    const clients = new Set(found.map((kept) => (kept as Partial<KeptOperation>).clientId).filter((id) => typeof id === "string"));
    const taken: Taken[] = [];
    for (const clientId of clients) {
      if (taken.length >= most) break;
      const own = await this.#hold(disk, owner, clientId);
      if (own && own.operations.length + own.unread > 0) taken.push(own);
      else own?.release();
    }
    return taken;
  }

  async #hold(disk: Disk, owner: string, clientId: string): Promise<Taken | null> {
    const release = await this.#ports.hold(nameOf(clientId));
    if (!release) return null;
    // Read again: whoever held it before may have sent some of it meanwhile.
    const all = await disk.of(owner).catch(() => []);
    const own = all.filter((kept) => (kept as Partial<KeptOperation>).clientId === clientId);
    const operations = own.filter(isReadable).sort((a, b) => a.place - b.place);
    const journal = new Journal(disk, owner, clientId, this.#ports.wallNow);
    journal.remove(own.filter((kept) => !isReadable(kept)).map((kept) => String((kept as Partial<KeptOperation>).id)));
    return { clientId, operations, unread: own.length - operations.length, journal, release };
  }
}

function isReadable(kept: unknown): kept is KeptOperation {
  const { form, id, place, document, base, body, at } = kept as Partial<KeptOperation>;
  return (
    form === FORM &&
    typeof id === "string" &&
    typeof place === "number" &&
    typeof document === "string" &&
    (base === null || typeof base === "number") &&
    typeof body?.type === "string" &&
    typeof body.payload === "object" &&
    typeof at === "number"
  );
}

/** Whose a queue is. */
export const ownerOf = (userId: string, workspaceId: string): string => `${userId}@${workspaceId}`;

/** How long ago it was made, whatever the device's clock did meanwhile. */
export const ageOf = ({ at }: KeptOperation, wallNow: number): number => Math.min(Math.max(0, wallNow - at), AGE_MAX_MS);

const AGE_MAX_MS = 7 * 24 * 3_600_000;
