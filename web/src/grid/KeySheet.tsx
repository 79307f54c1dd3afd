// On touch: the sheet of codes for the cell that was tapped; another tap moves on with it still open.
import { Lock, LockOpen, StickyNote, X } from "lucide-react";
import { Button, IconButton } from "../ui/Controls";
import { useSignal } from "../ui/hooks";
import { words } from "../words";
import type { GridController } from "./controller";

export function KeySheet({ controller }: { controller: GridController }) {
  const selected = useSignal(controller.selected);
  const roster = useSignal(controller.roster);
  if (!selected || !roster) return null;
  const { active } = selected;
  if (!active) return null;
  const look = active.shift === null ? null : (roster.shifts.get(active.shift) ?? null);
  const times = look?.start && look.end ? ` ${look.start} – ${look.end}` : "";
  return (
    <section className="sheet key-sheet" aria-label={words.grid.picker}>
      <i className="grip" aria-hidden="true" />
      <header>
        <h2>{active.person}</h2>
        <p>
          {words.date(active.date)} · {look ? `${look.name}${times}` : words.grid.empty}
        </p>
        <IconButton label={words.frame.close} onClick={controller.closeSheet}>
          <X size={20} />
        </IconButton>
      </header>
      <div className="keys">
        {roster.palette.map(({ code, symbol, name, colour }) => (
          <button
            key={code}
            type="button"
            className={`key shift-${colour}`}
            aria-pressed={code === active.shift}
            onClick={() => controller.setShift(code)}
          >
            <span>{symbol}</span>
            <small>{name}</small>
          </button>
        ))}
      </div>
      <div className="sheet-acts">
        <Button onClick={() => controller.setShift(null)}>{words.grid.clear}</Button>
        <Button icon={active.isLocked ? <LockOpen size={18} /> : <Lock size={18} />} onClick={controller.toggleLock}>
          {active.isLocked ? words.grid.unlock : words.grid.lock}
        </Button>
        <Button icon={<StickyNote size={18} />} onClick={controller.askNote}>
          {words.grid.noteAct}
        </Button>
        <Button onClick={controller.selectTo}>{words.grid.select}</Button>
      </div>
    </section>
  );
}
