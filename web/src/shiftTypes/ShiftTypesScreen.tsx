// Shift types: what a cell can hold, in a table, and one of them beside it.
import { Plus } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useSearchParams } from "wouter";
import { useApp } from "../app/app";
import { ScreenFrame } from "../frame/ScreenFrame";
import { useHeld } from "../periods/held";
import { Entering } from "../records/Entering";
import { useEntities } from "../records/entities";
import "../records/records.css";
import { useMayEdit } from "../records/rights";
import { useUndoEndsHere } from "../records/undoable";
import type { Client } from "../sync/client";
import { Button } from "../ui/Controls";
import { useSignal } from "../ui/hooks";
import { words } from "../words";
import { AddShiftType } from "./AddShiftType";
import { ArchiveShiftType } from "./ArchiveShiftType";
import { ShiftTypeSheet } from "./ShiftTypeSheet";
import "./shiftTypes.css";
import { ShiftTypeTable } from "./ShiftTypeTable";
import { inOrder, rulesNaming, type ShiftType, shiftTypeOf } from "./types";

export default function ShiftTypesScreen({ client }: { client: Client }) {
  return (
    <ScreenFrame client={client} here="shiftTypes" title={words.frame.screens.shiftTypes}>
      <ShiftTypes client={client} />
    </ScreenFrame>
  );
}

/** How often each code is in the open period's cells; null: no period is open. */
export interface UsedCells {
  readonly period: string;
  readonly counts: ReadonlyMap<string, number>;
}

function ShiftTypes({ client }: { client: Client }) {
  const say = words.shiftTypes;
  const entities = useEntities(client, "shift_type");
  const rules = useEntities(client, "rule");
  const mayEdit = useMayEdit(client);
  useUndoEndsHere(client);
  const cells = useUsedCells(client);
  const [search, setSearch] = useSearchParams();
  const [isAdding, setAdding] = useState(false);
  const [archiving, setArchiving] = useState<ShiftType | null>(null);
  const table = useRef<HTMLTableElement>(null);

  const all = useMemo(() => entities && inOrder(entities.map(shiftTypeOf)), [entities]);
  const ruleMap = useMemo(() => new Map(rules?.map(({ id, fields }) => [id, fields])), [rules]);
  if (all === null) return <Entering rows={5} columns={6} />;

  const openId = search.get("type");
  const withArchived = search.get("archived") === "1";
  const shown = all.filter((type) => withArchived || !type.isArchived);
  const set = (name: string, value: string | null) =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === null) after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  const close = () => {
    set("type", null);
    table.current?.querySelector<HTMLElement>(`[data-open="${CSS.escape(openId ?? "")}"]`)?.focus();
  };
  const open = all.find(({ id }) => id === openId);
  const rulesOf = (type: ShiftType) => rulesNaming(type.code, ruleMap);
  return (
    <div className="records">
      <div className="records-main">
        <div className="record-tools">
          <p className="hint record-count" role="status">
            {say.summary(shown.length)}
          </p>
          {all.some((type) => type.isArchived) && (
            <label className="check">
              <input type="checkbox" checked={withArchived} onChange={(event) => set("archived", event.target.checked ? "1" : null)} />
              {say.withArchived}
            </label>
          )}
          <span className="bar-gap" />
          {mayEdit && (
            <Button look="primary" icon={<Plus size={16} />} onClick={() => setAdding(true)}>
              {say.add}
            </Button>
          )}
        </div>
        {shown.length === 0 ? (
          <div className="blank">
            <p>{mayEdit ? say.empty : say.emptyViewer}</p>
            {mayEdit && (
              <Button look="primary" onClick={() => setAdding(true)}>
                {say.add}
              </Button>
            )}
          </div>
        ) : (
          <ShiftTypeTable
            ref={table}
            types={shown}
            openId={openId}
            cells={cells}
            rulesOf={rulesOf}
            onOpen={(id) => set("type", id)}
            onClose={close}
          />
        )}
      </div>
      {open && (
        <ShiftTypeSheet
          key={open.id}
          client={client}
          type={open}
          all={all}
          cells={cells}
          rules={rulesOf(open)}
          mayEdit={mayEdit && !open.isArchived}
          onClose={close}
          onArchive={() => setArchiving(open)}
        />
      )}
      {isAdding && <AddShiftType client={client} all={all} onClose={() => setAdding(false)} onAdded={(id) => set("type", id)} />}
      {archiving && (
        <ArchiveShiftType client={client} type={archiving} cells={cells} rules={rulesOf(archiving)} onClose={() => setArchiving(null)} />
      )}
    </div>
  );
}

function useUsedCells(client: Client): UsedCells | null {
  const { lastPeriod } = useApp();
  const id = useSignal(lastPeriod);
  const period = useHeld(client, id);
  const state = period?.live.state ?? null;
  const version = period?.live.version ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the state is one object that moves; its version says when
  return useMemo(() => {
    if (state === null) return null;
    const counts = new Map<string, number>();
    for (const [, { shift }] of state.filled()) if (shift !== null) counts.set(shift, (counts.get(shift) ?? 0) + 1);
    return { period: state.header.name, counts };
  }, [state, version]);
}
