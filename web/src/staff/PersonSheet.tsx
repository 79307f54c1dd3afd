// One person: every field saves itself when it is left; their skills; the periods they are in.
import { Archive, UserPlus } from "lucide-react";
import { Link } from "wouter";
import { useRead } from "../app/http";
import { SaveCalendar } from "../exchange/SaveCalendar";
import type { Listed_Period_ } from "../generated/api";
import { freeCode } from "../records/entities";
import { ChoiceField, Fact, TextField } from "../records/RecordFields";
import { SideSheet } from "../records/SideSheet";
import { useActs } from "../records/undoable";
import type { Client } from "../sync/client";
import { newId } from "../sync/ids";
import { Button } from "../ui/Controls";
import { words } from "../words";
import { EMPLOYMENTS, type Employment, known, type Person } from "./people";
import { SkillsEditor } from "./SkillsEditor";
import { creationOf, type PersonSet } from "./writing";

interface PersonSheetProps {
  client: Client;
  /** Null: there is nobody of this id. */
  person: Person | null;
  people: readonly Person[];
  mayEdit: boolean;
  onClose: () => void;
  onArchive: (person: Person) => void;
  onAdded: (personId: string) => void;
}

export function PersonSheet({ client, person, people, mayEdit, onClose, onArchive, onAdded }: PersonSheetProps) {
  const say = words.staff.sheet;
  if (person === null) {
    return (
      <SideSheet title={words.frame.screens.staff} onClose={onClose}>
        <p>{say.gone}</p>
      </SideSheet>
    );
  }
  const isFixed = !mayEdit || person.isArchived;
  return (
    <SideSheet title={person.shownName} onClose={onClose}>
      <PersonFields client={client} person={person} people={people} isFixed={isFixed} />
      <Periods personId={person.id} />
      {mayEdit && !person.isArchived && (
        <Button icon={<Archive size={16} />} className="record-last" onClick={() => onArchive(person)}>
          {say.archive}
        </Button>
      )}
      {mayEdit && person.isArchived && <AddAgain client={client} person={person} people={people} onAdded={onAdded} />}
    </SideSheet>
  );
}

interface FieldsProps {
  client: Client;
  person: Person;
  people: readonly Person[];
  isFixed: boolean;
}

function PersonFields({ client, person, people, isFixed }: FieldsProps) {
  const say = words.staff.sheet;
  const operate = useActs(client);
  const set = (values: PersonSet) => void operate({ type: "STAFF_UPDATE", payload: { id: person.id, set: values } });
  const saving = <F extends keyof PersonSet>(field: F) => (isFixed ? null : (value: string) => set({ [field]: value || null }));
  const { firstDay, lastDay } = person;
  return (
    <div className="record-fields">
      <TextField label={say.name} value={person.name} onSave={saving("name")} maxLength={200} />
      <Fact label={say.code} value={person.code} />
      <TextField
        label={say.position}
        value={person.position}
        onSave={saving("position")}
        suggestions={known(people, "position")}
        maxLength={200}
      />
      <TextField label={say.group} value={person.group} onSave={saving("group")} suggestions={known(people, "group")} maxLength={200} />
      <TextField
        label={say.department}
        value={person.department}
        onSave={saving("department")}
        suggestions={known(people, "department")}
        maxLength={200}
      />
      <ChoiceField<Employment>
        label={say.employment}
        value={person.employment}
        options={EMPLOYMENTS.map((one) => [one, words.staff.employments[one]] as const)}
        onSave={isFixed ? null : (employment) => set({ employment })}
      />
      <div className="record-pair">
        <TextField
          label={say.firstDay}
          type="date"
          value={firstDay ?? ""}
          onSave={saving("first_day")}
          faultOf={(day) => (day && lastDay && day > lastDay ? say.lastBeforeFirst : null)}
        />
        <TextField
          label={say.lastDay}
          type="date"
          value={lastDay ?? ""}
          onSave={saving("last_day")}
          faultOf={(day) => (day && firstDay && day < firstDay ? say.lastBeforeFirst : null)}
        />
      </div>
      <TextField
        label={say.hourlyCost}
        type="number"
        min={0}
        max={1e9}
        hint={say.hourlyCostHint}
        value={person.hourlyCost === null ? "" : String(person.hourlyCost)}
        onSave={isFixed ? null : (value) => set({ hourly_cost: value === "" ? null : Number(value) })}
        faultOf={(value) => (/^\d{0,9}$/.test(value) ? null : say.notWhole)}
      />
      <SkillsEditor
        skills={person.skills}
        known={[...new Set(people.flatMap(({ skills }) => skills.map(({ name }) => name)))].sort()}
        onSave={isFixed ? null : (skills) => set({ skills: skills.length > 0 ? skills.map((skill) => ({ ...skill })) : null })}
      />
    </div>
  );
}

/** In which periods somebody stands: the list names no people, so the hub is asked. */
export function usePeriodsOf(personId: string) {
  return useRead<Listed_Period_>(`/periods?limit=200&staff_id=${encodeURIComponent(personId)}`);
}

function Periods({ personId }: { personId: string }) {
  const say = words.staff.sheet;
  const { data, isError } = usePeriodsOf(personId);
  return (
    <section className="record-part">
      <h3>{say.periods}</h3>
      {isError && <p className="hint">{say.periodsFailed}</p>}
      {data?.items.length === 0 && <p className="hint">{say.inNone}</p>}
      <ul className="record-links">
        {data?.items.map((period) => (
          <li key={period.id}>
            <Link href={`/periods/${encodeURIComponent(period.id)}`}>{period.name}</Link>
            <span className="hint">{words.dates(period.start_date, period.end_date)}</span>
            <SaveCalendar period={period} staffId={personId} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface AddAgainProps {
  client: Client;
  person: Person;
  people: readonly Person[];
  onAdded: (personId: string) => void;
}

function AddAgain({ client, person, people, onAdded }: AddAgainProps) {
  const say = words.staff.sheet;
  const operate = useActs(client);
  const add = () => {
    const id = newId();
    const code = freeCode(person.shownName, new Set(people.map((one) => one.code)));
    void operate(creationOf({ ...person, id, code }));
    onAdded(id);
  };
  return (
    <section className="record-part">
      <p className="hint">{say.addAgainHint(person.code)}</p>
      <Button icon={<UserPlus size={16} />} onClick={add}>
        {say.addAgain}
      </Button>
    </section>
  );
}
