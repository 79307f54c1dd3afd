// Staff: everybody of the workspace in a table, one person beside it, and who of them is in a period.
import { ClipboardPaste, UserPlus } from "lucide-react";
import { useCallback, useMemo, useRef, useState } from "react";
import { ScreenFrame } from "../frame/ScreenFrame";
import { Entering } from "../records/Entering";
import { useEntities } from "../records/entities";
import { useMayEdit } from "../records/rights";
import "../records/records.css";
import { useActs, useUndoEndsHere } from "../records/undoable";
import type { Client } from "../sync/client";
import { Button } from "../ui/Controls";
import { words } from "../words";
import { AddPerson } from "./AddPerson";
import { ArchivePerson } from "./ArchivePerson";
import { type Chosen, useChosenPeriod } from "./chosen";
import { filledCells, putIn, takenOut, withStaff } from "./membership";
import { OrderDialog } from "./OrderDialog";
import { PastePeople } from "./PastePeople";
import { PersonSheet } from "./PersonSheet";
import { matching, type Person, personOf, sorted } from "./people";
import { StaffTable } from "./StaffTable";
import { useView, type View } from "./view";

type Open = { kind: "add" | "paste" | "order" } | { kind: "archive"; person: Person } | null;

export default function StaffScreen({ client }: { client: Client }) {
  return (
    <ScreenFrame client={client} here="staff" title={words.frame.screens.staff}>
      <Staff client={client} />
    </ScreenFrame>
  );
}

function Staff({ client }: { client: Client }) {
  const entities = useEntities(client, "staff");
  const mayEdit = useMayEdit(client);
  useUndoEndsHere(client);
  const chosen = useChosenPeriod(client);
  const view = useView();
  const [open, setOpen] = useState<Open>(view.wantsPaste ? { kind: "paste" } : null);
  const toggle = useMembership(client, chosen);
  const table = useRef<HTMLTableElement>(null);

  const people = useMemo(() => entities?.map(personOf) ?? null, [entities]);
  const shown = useMemo(() => {
    const kept = (people ?? []).filter((person) => view.withArchived || !person.isArchived);
    return sorted(matching(kept, view.filter), view.sorting);
  }, [people, view.withArchived, view.filter, view.sorting]);
  if (people === null) return <Entering rows={8} columns={5} />;

  const present = people.filter((person) => !person.isArchived);
  const person = people.find(({ id }) => id === view.personId) ?? null;
  const close = () => {
    view.show(null);
    table.current?.querySelector<HTMLElement>(`[data-open="${CSS.escape(view.personId ?? "")}"]`)?.focus();
  };
  return (
    <div className="records">
      <div className="records-main">
        <Tools client={client} people={people} shown={shown} view={view} chosen={chosen} mayEdit={mayEdit} open={setOpen} />
        {people.length === 0 ? (
          <NoStaff mayEdit={mayEdit} open={setOpen} />
        ) : shown.length === 0 ? (
          <div className="blank">
            <p>{words.staff.noMatch}</p>
            <Button onClick={() => view.setFilter("")}>{words.staff.clearFilter}</Button>
          </div>
        ) : (
          <StaffTable
            ref={table}
            client={client}
            people={shown}
            sorting={view.sorting}
            onSort={view.sortBy}
            openId={view.personId}
            onOpen={view.show}
            onClose={close}
            chosen={chosen}
            onToggle={mayEdit && !chosen.isClosed ? toggle : null}
          />
        )}
      </div>
      {view.personId !== null && (
        <PersonSheet
          key={view.personId}
          client={client}
          person={person}
          people={people}
          mayEdit={mayEdit}
          onClose={close}
          onArchive={(who) => setOpen({ kind: "archive", person: who })}
          onAdded={view.show}
        />
      )}
      {open?.kind === "add" && <AddPerson client={client} people={people} chosen={chosen} onClose={() => setOpen(null)} />}
      {open?.kind === "paste" && <PastePeople client={client} people={people} chosen={chosen} onClose={() => setOpen(null)} />}
      {open?.kind === "order" && chosen.id !== null && (
        <OrderDialog client={client} periodId={chosen.id} people={present} onClose={() => setOpen(null)} />
      )}
      {open?.kind === "archive" && <ArchivePerson client={client} person={open.person} onClose={() => setOpen(null)} />}
    </div>
  );
}

interface ToolsProps {
  client: Client;
  people: readonly Person[];
  shown: readonly Person[];
  view: View;
  chosen: Chosen;
  mayEdit: boolean;
  open: (what: Open) => void;
}

function Tools({ people, shown, view, chosen, mayEdit, open }: ToolsProps) {
  const say = words.staff;
  const all = view.withArchived ? people : people.filter((person) => !person.isArchived);
  const hasArchived = people.some((person) => person.isArchived);
  return (
    <div className="record-tools">
      <label className="record-find">
        <span className="sr-only">{say.filter}</span>
        <input type="search" value={view.filter} placeholder={say.filterHint} onChange={(event) => view.setFilter(event.target.value)} />
      </label>
      {chosen.periods.length > 0 && (
        <label className="choice">
          <span>{say.period}</span>
          <select value={chosen.id ?? ""} onChange={(event) => chosen.choose(event.target.value)}>
            <option value="">{say.noPeriod}</option>
            {chosen.periods.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      {mayEdit && chosen.staff !== null && !chosen.isClosed && (
        <Button look="quiet" onClick={() => open({ kind: "order" })}>
          {say.order}
        </Button>
      )}
      {hasArchived && (
        <label className="check">
          <input type="checkbox" checked={view.withArchived} onChange={(event) => view.setArchived(event.target.checked)} />
          {say.withArchived}
        </label>
      )}
      <span className="bar-gap" />
      <p className="hint record-count" role="status">
        {say.summary(shown.length, all.length)}
      </p>
      {mayEdit && (
        <>
          <Button icon={<ClipboardPaste size={16} />} onClick={() => open({ kind: "paste" })}>
            {say.paste}
          </Button>
          <Button look="primary" icon={<UserPlus size={16} />} onClick={() => open({ kind: "add" })}>
            {say.add}
          </Button>
        </>
      )}
    </div>
  );
}

function NoStaff({ mayEdit, open }: { mayEdit: boolean; open: (what: Open) => void }) {
  const say = words.staff;
  return (
    <div className="blank">
      <p>{mayEdit ? say.empty : say.emptyViewer}</p>
      {mayEdit && (
        <Button look="primary" onClick={() => open({ kind: "paste" })}>
          {say.paste}
        </Button>
      )}
    </div>
  );
}

/** Puts a person into the chosen period, or takes them out; what that clears is said, and Undo brings it back. */
function useMembership(client: Client, { id, name, period, staff }: Chosen): (person: Person) => void {
  const operate = useActs(client);
  return useCallback(
    (person) => {
      if (id === null || staff === null || period === null) return;
      if (!staff.includes(person.id)) return void operate(withStaff(id, putIn(staff, [person.id])));
      const told = words.staff.left(person.shownName, name, filledCells(period, person.id));
      void operate(withStaff(id, takenOut(staff, person.id)), told);
    },
    [operate, id, name, period, staff],
  );
}
