// One period in the list: the way into its grid, how it stands, and what can be done with it.
import { CalendarClock, Lock, MoreHorizontal, PencilLine, Send, Trash2, Undo2, Users } from "lucide-react";
import { useRef } from "react";
import { Link } from "wouter";
import { useActs } from "../records/undoable";
import type { Client } from "../sync/client";
import { Menu, type MenuItem } from "../ui/Menu";
import { words } from "../words";
import { type Facts, useFacts, useIsSeen } from "./facts";
import type { ListedPeriod } from "./list";
import type { OpenDialog } from "./Periods";

interface PeriodRowProps {
  client: Client;
  period: ListedPeriod;
  mayEdit: boolean;
  open: (dialog: OpenDialog) => void;
  onChanged: () => void;
}

export function PeriodRow({ client, period, mayEdit, open, onChanged }: PeriodRowProps) {
  const say = words.periodActs;
  const row = useRef<HTMLLIElement>(null);
  const { data, isFetching } = useFacts(client, period, useIsSeen(row));
  const items = useItems(client, period, open, onChanged);
  const inside = (
    <>
      <strong>{period.name}</strong>
      <span className="period-dates">{words.dates(period.start_date, period.end_date)}</span>
      <span className="period-people">{words.people(period.staff_count)}</span>
      <span className={`tag ${period.archived ? "" : `is-${period.status}`}`}>
        {period.archived ? say.archived : words.periods[period.status]}
      </span>
      <Cover facts={data} isCounting={isFetching} />
      <Must facts={data} />
      <span className="period-changed">
        {period.changed_at ? say.changed(period.changed_by ?? "", period.changed_at, new Date()) : say.nobody}
      </span>
    </>
  );
  return (
    <li ref={row} className="period-item">
      {period.archived ? (
        <div className="period-row">{inside}</div>
      ) : (
        <Link href={`/periods/${encodeURIComponent(period.id)}`} className="period-row">
          {inside}
        </Link>
      )}
      {mayEdit && !period.archived && (
        <Menu label={say.acts(period.name)} className="icon-button" items={items} side="right">
          <MoreHorizontal size={18} />
        </Menu>
      )}
    </li>
  );
}

function Cover({ facts, isCounting }: { facts: Facts | undefined; isCounting: boolean }) {
  const say = words.periodActs;
  if (!facts) return <span className="period-cover hint">{isCounting ? say.checking : say.notChecked}</span>;
  if (facts.coverDays === 0) return <span className="period-cover hint">{say.noCover}</span>;
  const share = facts.coverHeld / facts.coverDays;
  return (
    <span className="period-cover">
      <span className="cover-bar" aria-hidden="true">
        <i style={{ transform: `scaleX(${share})` }} />
      </span>
      {say.cover(share)}
    </span>
  );
}

function Must({ facts }: { facts: Facts | undefined }) {
  const say = words.periodActs;
  if (!facts) return <span className="period-must hint">{say.notChecked}</span>;
  return (
    <span className={`period-must ${facts.broken > 0 ? "is-danger" : "is-ok"}`}>
      {facts.broken > 0 ? say.broken(facts.broken) : say.holds}
    </span>
  );
}

function useItems(client: Client, period: ListedPeriod, open: (dialog: OpenDialog) => void, onChanged: () => void): readonly MenuItem[] {
  const say = words.periodActs;
  const operate = useActs(client);
  const become = (status: ListedPeriod["status"]) => () =>
    void operate({ type: "PERIOD_UPDATE", payload: { id: period.id, set: { status } } }, say.statuses[status](period.name)).then(onChanged);
  const next: Record<ListedPeriod["status"], MenuItem[]> = {
    draft: [{ label: say.publish, icon: <Send size={16} />, run: become("published") }],
    published: [
      { label: say.close, icon: <Lock size={16} />, run: become("closed") },
      { label: say.draft, icon: <Undo2 size={16} />, run: become("draft") },
    ],
    closed: [{ label: say.reopen, icon: <CalendarClock size={16} />, run: become("published") }],
  };
  const isOpen = period.status !== "closed";
  return [
    ...(isOpen
      ? [
          { label: say.edit, icon: <PencilLine size={16} />, run: () => open({ kind: "edit", period }) },
          { label: say.people, icon: <Users size={16} />, run: () => open({ kind: "people", period }) },
        ]
      : []),
    ...next[period.status],
    { label: say.remove, icon: <Trash2 size={16} />, run: () => open({ kind: "delete", period }) },
  ];
}
