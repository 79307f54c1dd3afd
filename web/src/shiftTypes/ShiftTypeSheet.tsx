// One shift type: its fields, how it looks in both themes, where it is used.
import { Archive } from "lucide-react";
import { Link } from "wouter";
import { ChoiceField, Fact, TextField } from "../records/RecordFields";
import { SideSheet } from "../records/SideSheet";
import { useActs } from "../records/undoable";
import type { Client } from "../sync/client";
import type { Body } from "../sync/wire";
import { Button } from "../ui/Controls";
import { words } from "../words";
import { ColourPicker } from "./ColourPicker";
import type { UsedCells } from "./ShiftTypesScreen";
import { clashOf, KINDS, type Kind, type NamingRule, type ShiftType, spanOf } from "./types";

type ShiftTypeSet = Extract<Body, { type: "SHIFT_TYPE_UPDATE" }>["payload"]["set"];

interface ShiftTypeSheetProps {
  client: Client;
  type: ShiftType;
  all: readonly ShiftType[];
  cells: UsedCells | null;
  rules: readonly NamingRule[];
  mayEdit: boolean;
  onClose: () => void;
  onArchive: () => void;
}

export function ShiftTypeSheet({ client, type, all, cells, rules, mayEdit, onClose, onArchive }: ShiftTypeSheetProps) {
  const say = words.shiftTypes.sheet;
  const operate = useActs(client);
  const set = (values: ShiftTypeSet) => void operate({ type: "SHIFT_TYPE_UPDATE", payload: { id: type.id, set: values } });
  const saving = (field: "name" | "symbol" | "site" | "start" | "end") =>
    mayEdit ? (value: string) => set({ [field]: value || null }) : null;
  const span = spanOf(type);
  const length = span && words.shiftTypes.paid(span.minutes);
  return (
    <SideSheet title={type.shownName} onClose={onClose}>
      <div className="record-fields">
        {type.isArchived && <p className="hint">{say.archivedHint}</p>}
        <TextField label={say.name} value={type.name} onSave={saving("name")} maxLength={200} />
        <Fact label={say.code} value={type.code} />
        <div className="record-pair">
          <TextField label={say.symbol} placeholder={type.shownSymbol} value={type.symbol} onSave={saving("symbol")} maxLength={8} />
          <TextField
            label={say.keys}
            hint={say.keysHint}
            value={type.keys}
            maxLength={3}
            onSave={mayEdit ? (keys) => set({ keys: keys.toLowerCase() }) : null}
            faultOf={(keys) => (/^[a-z0-9]{0,3}$/i.test(keys) ? null : say.keysWrong)}
          />
        </div>
        <Clash type={type} all={all} />
        <ChoiceField<Kind>
          label={say.kind}
          value={type.kind}
          options={KINDS.map((kind) => [kind, words.shiftTypes.kinds[kind]] as const)}
          onSave={mayEdit ? (kind) => set({ kind }) : null}
        />
        <div className="record-pair">
          <TextField label={say.start} type="time" value={type.start ?? ""} onSave={saving("start")} />
          <TextField label={say.end} type="time" value={type.end ?? ""} onSave={saving("end")} />
        </div>
        {span && length && <p className="hint">{span.crossesMidnight ? say.crosses(length) : say.lasts(length)}</p>}
        <TextField
          label={say.paid}
          value={type.paidMinutes > 0 ? String(type.paidMinutes / 60) : ""}
          onSave={mayEdit ? (hours) => set({ paid_minutes: Math.round(hoursIn(hours) * 60) }) : null}
          faultOf={(hours) => (hoursIn(hours) >= 0 && hoursIn(hours) <= 48 ? null : say.paidWrong)}
        />
        <ColourPicker type={type} onSave={mayEdit ? (colour) => set({ colour }) : null} />
        <TextField label={say.site} value={type.site} onSave={saving("site")} maxLength={200} />
        <TextField
          label={say.skills}
          hint={say.skillsHint}
          value={type.skills.join(", ")}
          onSave={mayEdit ? (skills) => set({ skills: listIn(skills) }) : null}
        />
      </div>
      <Used type={type} cells={cells} rules={rules} />
      {mayEdit && (
        <Button icon={<Archive size={16} />} className="record-last" onClick={onArchive}>
          {say.archive}
        </Button>
      )}
    </SideSheet>
  );
}

/** "7.5" and "7,5"; nothing is none; what is no number is refused by its bounds. */
const hoursIn = (written: string): number => (written === "" ? 0 : Number(written.replace(",", ".")));

const listIn = (written: string): string[] => [...new Set(written.split(",").map((one) => one.trim()))].filter(Boolean);

const namesOf = (types: readonly ShiftType[]): string => types.map(({ shownName }) => shownName).join(", ");

function Clash({ type, all }: { type: ShiftType; all: readonly ShiftType[] }) {
  const { same, longer } = clashOf(type, all);
  return (
    <div role="status">
      {same.length > 0 && <p className="hint is-danger">{words.shiftTypes.clash(type.keys, namesOf(same))}</p>}
      {longer.length > 0 && <p className="hint is-warn">{words.shiftTypes.prefix(type.keys, namesOf(longer))}</p>}
    </div>
  );
}

function Used({ type, cells, rules }: { type: ShiftType; cells: UsedCells | null; rules: readonly NamingRule[] }) {
  const say = words.shiftTypes.sheet;
  return (
    <section className="record-part">
      <h3>{say.used}</h3>
      <p className="hint">{cells ? say.usedCells(cells.counts.get(type.code) ?? 0, cells.period) : say.usedNoPeriod}</p>
      <p className="hint">{say.usedRules(rules.length)}</p>
      <ul className="record-links">
        {rules.map(({ id, name }) => (
          <li key={id}>
            <Link href={`/rules?rule=${encodeURIComponent(id)}`}>{name}</Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
