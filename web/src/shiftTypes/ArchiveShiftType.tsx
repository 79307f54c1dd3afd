// Archiving a shift type: first where it is used, then the act, with Undo.
import { useActs } from "../records/undoable";
import type { Client } from "../sync/client";
import { Button } from "../ui/Controls";
import { Dialog } from "../ui/Dialog";
import { words } from "../words";
import type { UsedCells } from "./ShiftTypesScreen";
import type { NamingRule, ShiftType } from "./types";

interface ArchiveShiftTypeProps {
  client: Client;
  type: ShiftType;
  cells: UsedCells | null;
  rules: readonly NamingRule[];
  onClose: () => void;
}

export function ArchiveShiftType({ client, type, cells, rules, onClose }: ArchiveShiftTypeProps) {
  const say = words.shiftTypes.archiving;
  const operate = useActs(client);
  const count = cells?.counts.get(type.code) ?? 0;
  return (
    <Dialog title={say.title(type.shownName)} onClose={onClose} className="record-form">
      <p>{say.what}</p>
      {cells && count > 0 && <p>{say.cells(count, cells.period)}</p>}
      {rules.length > 0 && <p>{say.rules(rules.length)}</p>}
      <div className="acts">
        <Button
          look="primary"
          onClick={() => {
            void operate({ type: "SHIFT_TYPE_DELETE", payload: { id: type.id } }, say.done(type.shownName));
            onClose();
          }}
        >
          {say.submit(type.shownName)}
        </Button>
        <Button onClick={onClose}>{say.cancel}</Button>
      </div>
    </Dialog>
  );
}
