// On touch: the sheet of codes for the cell that was tapped; another tap moves on with it still open.
import { Ellipsis, Lock, LockOpen, StickyNote, X } from "lucide-react";
import { Button, IconButton } from "../ui/Controls";
import { useSignal } from "../ui/hooks";
import { words } from "../words";
import { CellFacts } from "./CellTip";
import type { GridController } from "./controller";

export function KeySheet({ controller }: { controller: GridController }) {
  const selected = useSignal(controller.selected);
  const roster = useSignal(controller.roster);
  const hasHandles = useSignal(controller.hasHandles);
  if (!selected || !roster) return null;
  const { active } = selected;
  if (!active) return null;
  const look = active.shift === null ? null : (roster.shifts.get(active.shift) ?? null);
  const isRange = selected.count > 1;
  const range = isRange ? words.grid.selected(selected.size.rows, selected.size.columns) : null;
  const about = isRange ? null : controller.aboutActive();
  const times = look?.start && look.end ? ` ${look.start} – ${look.end}` : "";
  return (
    <section className="sheet key-sheet" aria-label={words.grid.picker}>
      <i className="grip" aria-hidden="true" />
      <header>
        <h2>{range ? `${range.size} ${range.rest}` : active.person}</h2>
        <p>
          {hasHandles && words.find.handlesHint}
          {!hasHandles && !range && `${words.date(active.date)} · ${look ? `${look.name}${times}` : words.grid.empty}`}
        </p>
        <IconButton
          label={words.find.menu.more}
          aria-haspopup="menu"
          onClick={(event) => {
            const { right, bottom } = event.currentTarget.getBoundingClientRect();
            controller.menu.set({ x: right, y: bottom });
          }}
        >
          <Ellipsis size={20} />
        </IconButton>
        <IconButton label={words.frame.close} onClick={controller.closeSheet}>
          <X size={20} />
        </IconButton>
      </header>
      {about && (
        <div className="cell-facts">
          <CellFacts about={about} />
        </div>
      )}
      <div className="keys">
        {roster.palette.map(({ code, symbol, name, colour }) => (
          <button
            key={code}
            type="button"
            className={`key shift-${colour}`}
            aria-pressed={!isRange && code === active.shift}
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
        <Button aria-pressed={hasHandles} onClick={controller.selectTo}>
          {words.grid.select}
        </Button>
      </div>
    </section>
  );
}
