import { describe, expect, test } from "vitest";
import { blockOf } from "./clipboard";
import { commandOf, type Key } from "./keys";
import { type Board, type Edit, type GridState, type Input, type Pos, rangeOf, START, step } from "./model";
import type { PastePlan } from "./pasting";

/** Grids are text: a row a line, `.` empty, a capital letter a code, `!` after it a lock. */
function board(text: string, more: Partial<Board> = {}): Board {
  const rows = text
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  const at = ({ row, column }: Pos) => rows[row]![column]!;
  return {
    rowCount: rows.length,
    columnCount: rows[0]!.length,
    pageRows: 2,
    isReadOnly: false,
    hasDiff: false,
    afterTyping: "right",
    locksOwnEdits: false,
    dates: Array.from({ length: rows[0]!.length }, (_, day) => `2026-12-${String(day + 1).padStart(2, "0")}`),
    rowOfPerson: (text) => ({ Ana: 0, Bo: 1, Cy: 2, Di: 3 })[text] ?? null,
    shift: (pos) => (at(pos).startsWith(".") ? null : at(pos)[0]!),
    isLocked: (pos) => at(pos).endsWith("!"),
    keys: new Map([
      ["d", "D"],
      ["n", "N"],
      ["nb", "B"],
      ["x", "X"],
    ]),
    symbols: new Map([
      ["*", "X"],
      ["×", "X"],
      ["d", "D"],
      ["D", "D"],
      ["N", "N"],
      ["X", "X"],
      ["night", "N"],
    ]),
    ...more,
  };
}

const key = (words: string): Key => {
  const parts = words.split("+");
  return { key: parts.at(-1)!, ctrl: parts.includes("Ctrl"), shift: parts.includes("Shift"), alt: parts.includes("Alt") };
};
const press = (words: string, at = 0): Input => ({ kind: "command", command: commandOf(key(words))!, at });
const on = (row: number, column: number, headRow = row, headColumn = column): GridState => ({
  ...START,
  active: { row, column },
  head: { row: headRow, column: headColumn },
});
/** What is written, as `row/column=code`. */
const written = (edits: readonly Edit[]) => edits.map(({ row, column, set }) => `${row}/${column}=${set.shift ?? "-"}`).join(" ");

function run(state: GridState, inputs: readonly Input[], on: Board) {
  let now = state;
  const edits: Edit[] = [];
  const left: Edit[] = [];
  const kinds: string[] = [];
  let kind: string | null = null;
  let plan: PastePlan | null = null;
  let isTaken = true;
  for (const input of inputs) {
    const next = step(now, input, on);
    now = next.state;
    isTaken = next.isTaken;
    for (const intent of next.intents) {
      kinds.push(intent.kind);
      if (intent.kind === "preview") plan = intent.plan;
      if (intent.kind !== "edit") continue;
      edits.push(...intent.edits);
      left.push(...intent.left);
      kind = intent.intent;
    }
  }
  return { state: now, edits: written(edits), left: written(left), kinds, intent: kind, plan, isTaken };
}

const WIDE = board(`
  D D . . N
  D . . X X
  . . . . .
  N N N N N`);

describe("moving", () => {
  test.each([
    ["ArrowRight", [0, 0], [0, 1]],
    ["ArrowLeft", [0, 0], [0, 0]],
    ["ArrowDown", [3, 2], [3, 2]],
    ["Home", [2, 3], [2, 0]],
    ["End", [2, 3], [2, 4]],
    ["Ctrl+Home", [2, 3], [0, 0]],
    ["Ctrl+End", [0, 0], [3, 4]],
    ["PageDown", [0, 1], [2, 1]],
    ["PageUp", [3, 1], [1, 1]],
    ["Alt+PageDown", [0, 0], [0, 4]],
    ["Tab", [0, 0], [0, 1]],
    ["Shift+Tab", [0, 2], [0, 1]],
    // To the end of the block that starts here, else to the start of the next, else to the border.
    ["Ctrl+ArrowRight", [0, 0], [0, 1]],
    ["Ctrl+ArrowRight", [0, 1], [0, 4]],
    ["Ctrl+ArrowRight", [0, 2], [0, 4]],
    ["Ctrl+ArrowRight", [2, 0], [2, 4]],
    ["Ctrl+ArrowLeft", [1, 4], [1, 3]],
    ["Ctrl+ArrowLeft", [1, 3], [1, 0]],
    ["Ctrl+ArrowDown", [0, 0], [1, 0]],
    ["Ctrl+ArrowDown", [1, 0], [3, 0]],
    ["Ctrl+ArrowUp", [0, 2], [0, 2]],
  ] as const)("%s from %j goes to %j", (keys, from, to) => {
    const { state } = run(on(from[0], from[1]), [press(keys)], WIDE);
    expect([state.active.row, state.active.column]).toEqual(to);
    expect(state.head).toEqual(state.active);
  });

  test.each([
    [["Shift+ArrowRight", "Shift+ArrowDown"], { top: 0, left: 0, bottom: 1, right: 1 }],
    [["Shift+End"], { top: 0, left: 0, bottom: 0, right: 4 }],
    [["Ctrl+Shift+ArrowRight", "Ctrl+Shift+ArrowRight"], { top: 0, left: 0, bottom: 0, right: 4 }],
    [["Ctrl+a"], { top: 0, left: 0, bottom: 3, right: 4 }],
    [["Ctrl+ "], { top: 0, left: 0, bottom: 3, right: 0 }],
    [["Shift+ "], { top: 0, left: 0, bottom: 0, right: 4 }],
  ])("%j selects %j", (keys, range) => {
    const { state } = run(
      START,
      keys.map((words) => press(words)),
      WIDE,
    );
    expect(rangeOf(state)).toEqual(range);
  });

  test("Escape, then Tab leaves the grid; Tab alone does not", () => {
    expect(run(START, [press("Tab")], WIDE).isTaken).toBe(true);
    expect(run(START, [press("Escape"), press("Tab")], WIDE).isTaken).toBe(false);
    expect(run(START, [press("Escape"), press("ArrowRight"), press("Tab")], WIDE).isTaken).toBe(true);
  });

  test("Escape closes one thing at a time: picker, cut frame, selection", () => {
    const open = { ...on(0, 0, 1, 1), isPicking: true, cut: { top: 0, left: 0, bottom: 0, right: 0 } };
    const one = step(open, press("Escape"), WIDE).state;
    expect([one.isPicking, one.cut !== null]).toEqual([false, true]);
    const two = step(one, press("Escape"), WIDE).state;
    expect([two.cut, two.head]).toEqual([null, { row: 1, column: 1 }]);
    expect(step(two, press("Escape"), WIDE).state.head).toEqual({ row: 0, column: 0 });
  });
});

describe("Escape", () => {
  test("closes a result before it drops the selection", () => {
    const withResult = { ...WIDE, hasDiff: true };
    const { kinds, state } = run(on(0, 0, 1, 1), [press("Escape")], withResult);
    expect([kinds, rangeOf(state)]).toEqual([["closeDiff"], { top: 0, left: 0, bottom: 1, right: 1 }]);
  });
});

describe("typing", () => {
  test("sets one cell and moves right", () => {
    const { state, edits } = run(on(2, 0), [press("d")], WIDE);
    expect([edits, state.active]).toEqual(["2/0=D", { row: 2, column: 1 }]);
  });

  test("of × works by its letter, by its star, by itself", () => {
    for (const letter of ["x", "*", "×"]) expect(run(on(2, 0), [press(letter)], WIDE).edits).toBe("2/0=X");
  });

  test("fills a range and stays; only what changes is written", () => {
    const { state, edits } = run(on(0, 0, 1, 1), [press("d")], WIDE);
    expect([edits, rangeOf(state)]).toEqual(["1/1=D", { top: 0, left: 0, bottom: 1, right: 1 }]);
  });

  test("takes the longest keys within the window, on the cell where they began", () => {
    const quick = run(on(2, 0), [press("n", 0), press("b", 400)], WIDE);
    expect([quick.edits, quick.state.active]).toEqual(["2/0=N 2/0=B", { row: 2, column: 1 }]);
    const slow = run(on(2, 0), [press("n", 0), press("d", 700)], WIDE);
    expect(slow.edits).toBe("2/0=N 2/1=D");
  });

  test("an unknown letter sets nothing and says what fits", () => {
    const { edits, kinds } = run(on(2, 0), [press("q")], WIDE);
    expect([edits, kinds]).toEqual(["", ["hint"]]);
  });

  test("into a locked cell sets it; into a range leaves locked ones alone and tells them", () => {
    const locked = board("D! . N!");
    expect(run(on(0, 0), [press("n")], locked).edits).toBe("0/0=N");
    const { edits, left } = run(on(0, 0, 0, 2), [press("x")], locked);
    expect([edits, left]).toEqual(["0/1=X", "0/0=X 0/2=X"]);
  });

  test("does nothing where one may only look", () => {
    const readOnly = board("D . N", { isReadOnly: true });
    for (const keys of ["d", "Delete", "Ctrl+d", "Ctrl+.", "Enter"]) {
      const { edits, state } = run(on(0, 1), [press(keys)], readOnly);
      expect([edits, state.isPicking]).toEqual(["", false]);
    }
  });
});

describe("filling", () => {
  test.each([
    ["Delete", on(0, 0, 1, 1), "0/0=- 0/1=- 1/0=-"],
    ["Backspace", on(3, 4), "3/4=-"],
    ["Ctrl+d", on(0, 0, 2, 1), "1/1=D 2/0=D 2/1=D"],
    ["Ctrl+d", on(2, 0), "2/0=D"],
    ["Ctrl+r", on(0, 0, 2, 3), "0/2=D 0/3=D 1/1=D 1/2=D 1/3=D"],
    ["Ctrl+r", on(0, 2), "0/2=D"],
    ["Ctrl+d", on(0, 0), ""],
    ["Ctrl+Enter", on(0, 4, 2, 3), "0/3=N 1/3=N 1/4=N 2/3=N 2/4=N"],
  ])("%s", (keys, state, expected) => {
    expect(run(state, [press(keys)], WIDE).edits).toBe(expected);
  });

  test.each([
    ["goes on with an unfinished pattern", false, "0/5=N 0/6=D"],
    ["with Ctrl repeats what is selected", true, "0/5=D 0/6=N"],
  ])("the corner square %s", (_, copiesOnly, expected) => {
    const cycle = board("D N D N D . .");
    const inputs: Input[] = [
      { kind: "fillDrag", pos: { row: 0, column: 6 } },
      { kind: "fillDrop", copiesOnly },
    ];
    expect(run(on(0, 0, 0, 4), inputs, cycle).edits).toBe(expected);
  });

  test("the corner square repeats the pattern, one way", () => {
    const { edits, state } = run(
      on(0, 0, 1, 0),
      [
        { kind: "fillDrag", pos: { row: 1, column: 2 } },
        { kind: "fillDrop", copiesOnly: false },
      ],
      board("D . .\nN . ."),
    );
    expect(edits).toBe("0/1=D 0/2=D 1/1=N 1/2=N");
    expect([state.fill, rangeOf(state)]).toEqual([null, { top: 0, left: 0, bottom: 1, right: 2 }]);
  });

  test("Ctrl+. locks all when one is not, else unlocks", () => {
    const some = board("D! N");
    const locking = step(on(0, 0, 0, 1), press("Ctrl+."), some).intents[0];
    expect(locking).toMatchObject({ kind: "edit", edits: [{ column: 1, set: { locked: true } }] });
    const all = board("D! N!");
    const unlocking = step(on(0, 0, 0, 1), press("Ctrl+."), all).intents[0];
    expect(unlocking).toMatchObject({ edits: [{ set: { locked: null } }, { set: { locked: null } }] });
  });
});

describe("pasting", () => {
  const paste = (text: string, isOwn = false): Input => ({ kind: "paste", block: blockOf(text, ""), isOwn });

  test("one value fills the range; names and symbols are read like codes", () => {
    expect(run(on(2, 0, 2, 2), [paste("Night")], WIDE).edits).toBe("2/0=N 2/1=N 2/2=N");
    expect(run(on(2, 0), [paste("×\r\n")], WIDE).edits).toBe("2/0=X");
  });

  test("a block goes where it fits, and repeats to fill a multiple of it", () => {
    expect(run(on(1, 1), [paste("D\tN\nX\t")], WIDE).edits).toBe("1/1=D 1/2=N 2/1=X");
    expect(run(on(2, 0, 2, 3), [paste("D\tN")], WIDE).edits).toBe("2/0=D 2/1=N 2/2=D 2/3=N");
  });

  test("past the border is cut off", () => {
    expect(run(on(3, 4), [paste("D\tD\nD\tD")], WIDE).edits).toBe("3/4=D");
  });

  test("what is not understood is left out and told", () => {
    const { edits, kinds } = run(on(2, 0), [paste("D\tsick")], WIDE);
    expect([edits, kinds]).toEqual(["2/0=D", ["edit", "notUnderstood"]]);
  });

  test("after a cut clears where it came from, unless something else was copied meanwhile", () => {
    expect(
      run(on(0, 0), [{ kind: "cut" }, { kind: "press", pos: { row: 2, column: 2 }, extend: false }, paste("D", true)], WIDE).edits,
    ).toBe("2/2=D 0/0=-");
    expect(
      run(on(0, 0), [{ kind: "cut" }, { kind: "press", pos: { row: 2, column: 2 }, extend: false }, paste("N", false)], WIDE).edits,
    ).toBe("2/2=N");
  });
});

describe("pasting with heads", () => {
  const THREE = board(`
    . . . . .
    . . . . .
    . . . . .
    . . . . .`);
  const paste = (text: string): Input => ({ kind: "paste", block: blockOf(text, ""), isOwn: false });

  test("dates above and names beside say where, wherever the selection is; up to 3 × 3 nobody is asked", () => {
    const { edits, kinds } = run(on(3, 4), [paste("\tWed 2\tFri 4\nBo\tD\tN\nAna\t\tX")], THREE);
    expect([edits, kinds[0]]).toEqual(["1/1=D 1/3=N 0/3=X", "edit"]);
  });

  test("a larger one is shown first, with what has no place, and is pasted as it was shown", () => {
    const text =
      "Kitchen\t\t1 Dec\t2 Dec\t3 Dec\tOff\nAna\tChef\tD\tN\tsick\t1\nZoe\tSous\tD\tD\tD\t0\nBo\tLine\tX\tX\tX\t3\n\t\t2\t1\t1\t";
    const { edits, plan } = run(on(0, 0), [paste(text)], THREE);
    expect(edits).toBe("");
    expect(plan?.rows).toEqual([
      { text: "Ana", to: 0 },
      { text: "Zoe", to: null },
      { text: "Bo", to: 1 },
    ]);
    expect([plan?.columns.map(({ to }) => to), plan?.unknown, plan?.changes]).toEqual([[0, 1, 2], ["sick"], 5]);
    expect(run(on(0, 0), [{ kind: "pastePlan", plan: plan! }], THREE).edits).toBe("0/0=D 0/1=N 1/0=X 1/1=X 1/2=X");
  });

  test("dates alone begin in the active person's row, names alone on the active day; weekdays below the dates are not shifts", () => {
    expect(run(on(2, 4), [paste("1\t2\t3\nTu\tWe\tTh\nD\tD\tN")], THREE).edits).toBe("2/0=D 2/1=D 2/2=N");
    expect(run(on(0, 3), [paste("Cy\tN\nDi\tX")], THREE).edits).toBe("2/3=N 3/3=X");
  });

  test("a block without heads is asked about by no one", () => {
    expect(run(on(0, 0), [paste("D\tN\tD\tN\nX\tX\tX\tX\nD\tD\tD\tD\nN\tN\tN\tN")], THREE).plan).toBeNull();
  });
});

describe("dragging the selection by its edge", () => {
  const drag = (from: readonly [number, number], to: readonly [number, number], copies = false): Input[] => [
    { kind: "moveDrag", from: { row: from[0], column: from[1] }, to: { row: to[0], column: to[1] } },
    { kind: "moveDrop", copies },
  ];
  const small = board("D N .\nX . N");

  test.each([
    ["one cell onto another swaps", on(0, 0), drag([0, 0], [0, 1]), "0/1=D 0/0=N", "swap"],
    ["one cell onto an empty one moves", on(0, 0), drag([0, 0], [1, 1]), "1/1=D 0/0=-", "move"],
    ["onto one of the same shift there is nothing to do", on(0, 1), drag([0, 1], [1, 2]), "", null],
    ["a range goes over what was there, and its old place is cleared", on(0, 0, 0, 1), drag([0, 0], [1, 1]), "1/1=D 0/0=- 0/1=-", "move"],
    ["onto itself in part, too", on(0, 0, 0, 1), drag([0, 1], [0, 2]), "0/1=D 0/2=N 0/0=-", "move"],
    ["with Alt it is copied", on(0, 0), drag([0, 0], [0, 1], true), "0/1=D", "paste"],
    ["it stays on the board", on(0, 0, 0, 1), drag([0, 0], [9, 9]), "1/1=D 0/0=- 0/1=-", "move"],
  ] as const)("%s", (_, state, inputs, edits, intent) => {
    const ran = run(state, inputs, small);
    expect([ran.edits, ran.intent, ran.state.move]).toEqual([edits, intent, null]);
  });

  test("of a range, what is locked or would land on a lock stays, and nothing is lost by it", () => {
    const locked = board("D N X .\nD N! X .");
    const row = run(on(0, 0, 0, 2), drag([0, 0], [0, 1]), board("D N X! ."));
    expect([row.edits, row.left]).toEqual(["", "0/1=D 0/2=N 0/3=X 0/0=-"]);
    expect(run(on(0, 0, 0, 2), drag([0, 0], [1, 0]), locked).edits).toBe("0/0=- 0/2=-");
    expect(run(on(1, 1), drag([1, 1], [1, 0]), locked).edits).toBe("1/0=N 1/1=D");
  });

  test("Escape lets it be", () => {
    const { edits, state } = run(on(0, 0), [drag([0, 0], [0, 1])[0]!, press("Escape"), { kind: "moveDrop", copies: false }], small);
    expect([edits, rangeOf(state)]).toEqual(["", { top: 0, left: 0, bottom: 0, right: 0 }]);
  });
});

describe("several ranges", () => {
  const add = (row: number, column: number): Input => ({ kind: "press", pos: { row, column }, extend: false, add: true });

  test("are set, cleared and locked together, each cell once; the next press is a selection of its own", () => {
    const two = [add(2, 2), { kind: "drag", pos: { row: 3, column: 2 } }, add(2, 2)] as const;
    expect(run(on(2, 0), [...two, press("x")], WIDE).edits).toBe("2/0=X 2/2=X 3/2=X");
    expect(run(on(0, 0), [add(1, 0), press("Delete")], WIDE).edits).toBe("0/0=- 1/0=-");
    const locking = step(run(on(0, 0), [add(1, 0)], WIDE).state, press("Ctrl+."), WIDE).intents[0];
    expect(locking).toMatchObject({ kind: "edit", edits: [{ row: 0 }, { row: 1 }] });
    expect(run(on(2, 0), [...two, { kind: "press", pos: { row: 0, column: 0 }, extend: false }], WIDE).state.others).toEqual([]);
  });

  test("are dropped by Escape, and can't be cut", () => {
    expect(run(on(0, 0), [add(1, 0), { kind: "cut" }], WIDE).state.cut).toBeNull();
    expect(run(on(0, 0), [add(1, 0), press("Escape")], WIDE).state.others).toEqual([]);
  });
});

describe("the brush", () => {
  const arm = (code: string | null): Input => ({ kind: "brush", brush: { code } });
  const down = (row: number, column: number): Input => ({ kind: "press", pos: { row, column }, extend: false });
  const drag = (row: number, column: number): Input => ({ kind: "drag", pos: { row, column } });

  test("sets what it goes over, with no gaps, until Escape", () => {
    const inputs = [arm("D"), down(2, 0), drag(2, 2), drag(1, 2), { kind: "release" } as const];
    const { edits, state } = run(on(0, 0), inputs, WIDE);
    expect([edits, state.brush, state.stroke]).toEqual(["2/0=D 2/0=D 2/1=D 2/2=D 2/2=D 1/2=D", { code: "D" }, null]);
    expect(run(state, [press("Escape"), down(2, 4)], WIDE)).toMatchObject({ edits: "", state: { brush: null } });
  });

  test("leaves locked cells alone and tells of them once, when it is lifted", () => {
    const { edits, left } = run(on(0, 0), [arm(null), down(0, 0), drag(0, 2), { kind: "release" }], board("D N! X"));
    expect([edits, left]).toEqual(["0/0=- 0/0=- 0/2=-", "0/1=-"]);
  });
});

describe("as one likes it", () => {
  test.each([
    ["down", [3, 0]],
    ["stay", [2, 0]],
    ["right", [2, 1]],
  ] as const)("typing goes %s", (afterTyping, [row, column]) => {
    expect(run(on(2, 0), [press("d")], { ...WIDE, afterTyping }).state.active).toEqual({ row, column });
  });

  test("what one sets oneself is locked at once; what is cleared or pasted is not", () => {
    const mine = { ...WIDE, locksOwnEdits: true };
    expect(step(on(2, 0), press("d"), mine).intents[0]).toMatchObject({ edits: [{ set: { shift: "D", locked: true } }] });
    expect(step(on(0, 0), press("Delete"), mine).intents[0]).toMatchObject({ edits: [{ set: { shift: null } }] });
  });
});

describe("the picker", () => {
  test("sets and moves down", () => {
    const { state, edits } = run(on(1, 1), [press("Enter"), { kind: "set", code: "N", step: "down" }], WIDE);
    expect([edits, state.active, state.isPicking]).toEqual(["1/1=N", { row: 2, column: 1 }, false]);
  });
});

describe("the key table", () => {
  test.each([
    ["Ctrl+z", "undo"],
    ["Ctrl+y", "redo"],
    ["Ctrl+Shift+Z", "redo"],
    ["Alt+g", "generate"],
    ["Alt+ArrowDown", "open"],
    ["F2", "open"],
    ["Ctrl+s", "saved"],
    ["Shift+F2", "note"],
    ["Ctrl+/", "help"],
    ["F8", "issue"],
    ["F6", "part"],
    ["Ctrl+f", "find"],
    ["Ctrl+g", "find"],
    ["Ctrl+k", "find"],
    ["ContextMenu", "menu"],
    ["Shift+F10", "menu"],
    ["Shift+Enter", "open"],
  ])("%s says %s", (keys, command) => {
    expect(commandOf(key(keys))?.do).toBe(command);
  });

  test.each(["F5", "Ctrl+c", "Ctrl+v", "Ctrl+t", "Alt+ArrowLeft", "Shift", "Escape+F12"])("%s is the browser's", (keys) => {
    expect(commandOf(key(keys))).toBeNull();
  });
});
