import { describe, expect, test } from "vitest";
import { commandOf, type Key } from "./keys";
import { type Board, type Edit, type GridState, type Input, type Pos, rangeOf, START, step } from "./model";

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
  let isTaken = true;
  for (const input of inputs) {
    const next = step(now, input, on);
    now = next.state;
    isTaken = next.isTaken;
    for (const intent of next.intents) {
      kinds.push(intent.kind);
      if (intent.kind !== "edit") continue;
      edits.push(...intent.edits);
      left.push(...intent.left);
    }
  }
  return { state: now, edits: written(edits), left: written(left), kinds, isTaken };
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

  test("the corner square repeats the pattern, one way", () => {
    const { edits, state } = run(
      on(0, 0, 1, 0),
      [{ kind: "fillDrag", pos: { row: 1, column: 2 } }, { kind: "fillDrop" }],
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
  const paste = (text: string, isOwn = false): Input => ({ kind: "paste", text, isOwn });

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
  ])("%s says %s", (keys, command) => {
    expect(commandOf(key(keys))?.do).toBe(command);
  });

  test.each(["F5", "Ctrl+c", "Ctrl+v", "Ctrl+t", "Alt+ArrowLeft", "Shift", "Escape+F12"])("%s is the browser's", (keys) => {
    expect(commandOf(key(keys))).toBeNull();
  });
});
