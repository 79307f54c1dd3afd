import { describe, expect, test, vi } from "vitest";
import type { Change } from "../sync/wire";
import { HistoryLog, type HistoryPage } from "./log";
import { Looking } from "./looking";
import type { PastGrid, PastPicture } from "./past";

const changes = (...versions: number[]): Change[] => versions.map((version) => ({ version }) as Change);

/** Answers as the hub does for a log of `head` versions, in pages of two. */
function hub(head: { version: number }, seen: string[] = []) {
  return async (path: string): Promise<HistoryPage> => {
    seen.push(path);
    const query = new URLSearchParams(path.split("?")[1]);
    const after = query.get("after");
    if (after !== null) {
      const first = Number(after) + 1;
      const items = changes(...[first, first + 1].filter((version) => version <= head.version));
      return { items, next: first + 1 < head.version ? String(first + 1) : null, log_from: 1 };
    }
    const top = Math.min(Number(query.get("before")) - 1, head.version);
    const items = changes(...[top, top - 1].filter((version) => version >= 1));
    return { items, next: top - 1 > 1 ? String(top - 1) : null, log_from: 1 };
  };
}

const versions = (log: HistoryLog) => log.told.get().changes.map(({ version }) => version);

describe("a history", () => {
  test("is read from the newest backwards, page by page, and ends", async () => {
    const log = new HistoryLog(hub({ version: 5 }), "p", null);
    await log.start();
    expect([versions(log), log.told.get().hasMore]).toEqual([[5, 4], true]);
    await log.more();
    await log.more();
    expect([versions(log), log.told.get().hasMore]).toEqual([[5, 4, 3, 2, 1], false]);
    await log.more();
    expect(versions(log)).toHaveLength(5);
  });

  test("brings in what was done since, over several pages, without a gap", async () => {
    const head = { version: 2 };
    const log = new HistoryLog(hub(head), "p", null);
    await log.start();
    head.version = 7;
    await log.follow();
    expect(versions(log)).toEqual([7, 6, 5, 4, 3, 2, 1]);
  });

  test("catches up with what came while it was reading", async () => {
    const head = { version: 4 };
    const log = new HistoryLog(hub(head), "p", null);
    await log.start();
    const older = log.more();
    head.version = 5;
    void log.follow();
    await older;
    expect(versions(log)).toEqual([5, 4, 3, 2, 1]);
  });

  test("of a cell is asked for by the cell, and read until there is something", async () => {
    const seen: string[] = [];
    const pages: HistoryPage[] = [
      { items: [], next: "40", log_from: 1 },
      { items: changes(12), next: null, log_from: 1 },
    ];
    const read = async (path: string) => {
      seen.push(path);
      return pages.shift()!;
    };
    const log = new HistoryLog(read, "p", { staffId: "a b", date: "2026-12-01" });
    await log.start();
    expect(versions(log)).toEqual([12]);
    expect(seen[1]).toContain("before=40&cell=a%20b%3A2026-12-01");
  });

  test("says when it can't be read, and keeps what it has", async () => {
    const answers = hub({ version: 3 });
    let isAway = false;
    const log = new HistoryLog((path) => (isAway ? Promise.reject(new Error("away")) : answers(path)), "p", null);
    await log.start();
    isAway = true;
    await log.more();
    expect([log.told.get().state, versions(log)]).toEqual(["failed", [3, 2]]);
  });
});

describe("looking back", () => {
  test("shows the version that was asked for last, however the answers come", async () => {
    const shown: (PastPicture | null)[] = [];
    const asked = new Map<number, (grid: PastGrid) => void>();
    const looking = new Looking({
      read: (version) => new Promise((resolve) => asked.set(version, resolve)),
      show: (picture) => shown.push(picture),
      failed: () => {},
      after: (_, act) => {
        act();
        return () => {};
      },
    });
    const grid = (version: number) =>
      ({ version, staff: [], dates: [], shifts: [], cells: { shift: [], locked: [], notes: [] } }) as unknown as PastGrid;
    looking.look(3, null);
    looking.look(5, null);
    asked.get(5)!(grid(5));
    asked.get(3)!(grid(3));
    await vi.waitFor(() => expect(shown.map((picture) => picture?.version)).toEqual([5]));
    looking.look(3, null);
    await vi.waitFor(() => expect(shown.map((picture) => picture?.version)).toEqual([5, 3]));
    looking.look(null, null);
    expect(shown.at(-1)).toBeNull();
  });
});
