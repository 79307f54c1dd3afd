// Adding a shift type: its name and code; all else has a default and is set beside the table.
import { type FormEvent, useState } from "react";
import { freeCode } from "../records/entities";
import { NewCode, NewName } from "../records/NewFields";
import { useActs } from "../records/undoable";
import type { Client } from "../sync/client";
import { newId } from "../sync/ids";
import { Button } from "../ui/Controls";
import { Dialog } from "../ui/Dialog";
import { words } from "../words";
import type { ShiftType, Token } from "./types";

interface AddShiftTypeProps {
  client: Client;
  all: readonly ShiftType[];
  onClose: () => void;
  onAdded: (id: string) => void;
}

/** In the order in which they are given away. */
const FIRST_COLOURS: readonly Token[] = ["day", "early", "late", "night", "swing", "on-call"];

export function AddShiftType({ client, all, onClose, onAdded }: AddShiftTypeProps) {
  const say = words.shiftTypes.adding;
  const operate = useActs(client);
  const [name, setName] = useState("");
  const [ownCode, setCode] = useState<string | null>(null);
  const taken = new Set(all.map(({ code }) => code));
  const code = ownCode ?? (name.trim() ? shortCode(name, taken) : "");
  const isTaken = taken.has(code.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isTaken || code.trim() === "") return;
    const used = new Set(all.filter((type) => !type.isArchived).map(({ colour }) => colour));
    const keys = freeKey(code.trim(), all);
    const typeId = newId();
    void operate({
      type: "SHIFT_TYPE_CREATE",
      payload: {
        id: typeId,
        code: code.trim(),
        name: name.trim(),
        symbol: code.trim().slice(0, 2).toUpperCase(),
        colour: FIRST_COLOURS.find((colour) => !used.has(colour)) ?? "day",
        ...(keys ? { keys } : {}),
      },
    });
    onAdded(typeId);
    onClose();
  };
  return (
    <Dialog title={say.title} onClose={onClose} className="record-form">
      <form onSubmit={submit}>
        <NewName label={say.name} value={name} onChange={setName} />
        <NewCode words={say} value={code} isTaken={isTaken} onChange={setCode} />
        <div className="acts">
          <Button look="primary" type="submit">
            {say.submit}
          </Button>
          <Button onClick={onClose}>{words.shiftTypes.archiving.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** One letter where it is free: codes stand in files and rules, and short ones are read faster. */
function shortCode(name: string, taken: ReadonlySet<string>): string {
  const letter = name.trim()[0]?.toLocaleLowerCase("en") ?? "";
  return letter && !taken.has(letter) ? letter : freeCode(name, taken);
}

/** Keys made of the code, if nobody else listens to them. */
function freeKey(code: string, all: readonly ShiftType[]): string | null {
  const keys = code.toLowerCase().replace(/[^a-z0-9]/g, "");
  const wanted = [keys.slice(0, 1), keys.slice(0, 2), keys.slice(0, 3)].filter(Boolean);
  const live = all.filter((type) => !type.isArchived).map((type) => type.keys);
  return wanted.find((one) => !live.includes(one)) ?? null;
}
