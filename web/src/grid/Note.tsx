// A note on a cell: read by everybody, not by the solver.
import { type FormEvent, useState } from "react";
import { Button } from "../ui/Controls";
import { Dialog, focusFirst } from "../ui/Dialog";
import { words } from "../words";
import type { GridController } from "./controller";
import type { Selected } from "./selected";

/** The hub takes no more. */
const LENGTH_MAX = 2000;

export function Note({ controller, onClose }: { controller: GridController; onClose: () => void }) {
  // Whoever moves on meanwhile still writes to the cell that was asked about.
  const [active] = useState(() => controller.selected.get()?.active ?? null);
  return active && <NoteForm controller={controller} active={active} onClose={onClose} />;
}

interface Props {
  controller: GridController;
  active: NonNullable<Selected["active"]>;
  onClose: () => void;
}

function NoteForm({ controller, active, onClose }: Props) {
  const [text, setText] = useState(active.note ?? "");
  const say = words.grid;
  const close = () => {
    onClose();
    controller.focus();
  };
  const keep = (note: string | null) => {
    if (note !== active.note) controller.setNote(active, note);
    close();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keep(text.trim() || null);
  };
  return (
    <Dialog title={say.noteOf(active.person, words.date(active.date))} onClose={close} className="note-dialog">
      <form onSubmit={submit}>
        <label className="field">
          {say.noteLabel}
          <input
            ref={focusFirst}
            type="text"
            value={text}
            maxLength={LENGTH_MAX}
            placeholder={say.noteHint}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <div className="acts">
          <Button look="primary" type="submit">
            {say.noteKeep}
          </Button>
          {active.note !== null && <Button onClick={() => keep(null)}>{say.noteRemove}</Button>}
        </div>
      </form>
    </Dialog>
  );
}
