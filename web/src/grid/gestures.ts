// What hands do to the view, as inputs of the model.
import type { Arranging } from "./arranging";
import type { Glass } from "./glass";
import { type Input, isIn } from "./model";
import type { Gestures } from "./painting";
import type { Stage } from "./stage";
import type { Tips } from "./tips";
import { rangesOf } from "./writing";

interface Hands {
  stage: Stage;
  glass: Glass;
  tips: Tips;
  arranging: Arranging;
  input: (input: Input) => void;
  /** The pointer goes down: what one stroke of the brush sets is undone together. */
  beginStroke: () => void;
  toggleGroup: (key: string) => void;
  toggleFoot: () => void;
}

export function gesturesOf({ stage, glass, tips, arranging, input, beginStroke, toggleGroup, toggleFoot }: Hands): Gestures {
  return {
    press: (pos, extend, add) => {
      beginStroke();
      input({ kind: "press", pos, extend, add });
    },
    tap: (pos) => glass.tap((extend) => input({ kind: "press", pos, extend })),
    hold: (pos) => {
      input({ kind: "press", pos, extend: false });
      glass.hold();
    },
    grip: (end) => input({ kind: "grip", end }),
    drag: (pos) => input({ kind: "drag", pos }),
    fillDrag: (pos) => input({ kind: "fillDrag", pos }),
    fillDrop: (copiesOnly) => input({ kind: "fillDrop", copiesOnly }),
    canMove: () => {
      const { others, brush } = stage.state;
      return others.length === 0 && brush === null && !stage.isReadOnly;
    },
    moveDrag: (from, to) => input({ kind: "moveDrag", from, to }),
    moveDrop: (copies) => input({ kind: "moveDrop", copies }),
    release: () => input({ kind: "release" }),
    menu: (pos, point) => {
      if (!rangesOf(stage.state).some((range) => isIn(pos, range))) input({ kind: "press", pos, extend: false, add: false });
      stage.menu.set(point);
    },
    open: (pos) => {
      input({ kind: "press", pos, extend: false });
      input({ kind: "pick" });
    },
    selectRow: (row) => input({ kind: "selectRange", range: { top: row, bottom: row, left: 0, right: stage.scene!.days.length - 1 } }),
    selectDay: (day) =>
      input({ kind: "selectRange", range: { top: 0, bottom: stage.scene!.layout.lines.length - 1, left: day, right: day } }),
    toggleGroup,
    dropName: (row, side, other) => arranging.place(row, side, other),
    canDragNames: () => arranging.canMove,
    toggleFoot,
    hover: (pos) => tips.point(pos),
  };
}
