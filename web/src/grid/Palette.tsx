// The shifts above the grid: a click sets the selection; with the brush out it chooses what the brush draws.
import { Brush, Eraser } from "lucide-react";
import { useSignal } from "../ui/hooks";
import { words } from "../words";
import type { GridController } from "./controller";
import type { Roster, ShiftLook } from "./roster";

export function Palette({ controller, roster }: { controller: GridController; roster: Roster }) {
  const brush = useSignal(controller.brush);
  const say = words.find.brush;
  const choose = (code: string | null) => {
    if (brush) controller.armBrush({ code });
    else controller.setShift(code);
    controller.focus();
  };
  const toggle = () => {
    const first = controller.selected.get()?.active?.shift ?? roster.palette[0]?.code ?? null;
    controller.armBrush(brush ? null : { code: first });
    controller.focus();
  };
  return (
    <ul className={`palette${brush ? " has-brush" : ""}`} aria-label={words.grid.palette}>
      <li>
        <button
          type="button"
          className="palette-brush"
          aria-label={say.label}
          aria-pressed={brush !== null}
          title={say.hint}
          onClick={toggle}
        >
          <Brush size={16} />
        </button>
      </li>
      {roster.palette.map((look) => (
        <Chip key={look.code} look={look} isBrush={brush && brush.code === look.code} onChoose={() => choose(look.code)} />
      ))}
      {brush && (
        <li>
          <button type="button" aria-pressed={brush.code === null} onClick={() => choose(null)}>
            <Eraser size={16} />
            {say.clear}
          </button>
        </li>
      )}
    </ul>
  );
}

/** `isBrush`: whether the brush draws it; null: there is no brush out. */
function Chip({ look, isBrush, onChoose }: { look: ShiftLook; isBrush: boolean | null; onChoose: () => void }) {
  return (
    <li>
      <button type="button" aria-pressed={isBrush ?? undefined} onClick={onChoose}>
        <span className={`tile shift-${look.colour}`}>{look.symbol}</span>
        {look.name}
        {look.keys && <kbd>{look.keys.toUpperCase()}</kbd>}
      </button>
    </li>
  );
}
