// What one cell held, newest first; any of it can be put back.
import { ArrowLeft } from "lucide-react";
import type { GridController } from "../grid/controller";
import type { Client } from "../sync/client";
import type { CellAt } from "../sync/document";
import type { LivePeriod } from "../sync/live";
import type { Change } from "../sync/wire";
import { Button } from "../ui/Controls";
import { useFrameTick, useSignal } from "../ui/hooks";
import { words } from "../words";
import { Waiting } from "./HistoryPanel";
import type { HistoryLog } from "./log";
import type { Names } from "./names";

interface Props {
  client: Client;
  controller: GridController;
  live: LivePeriod;
  log: HistoryLog;
  at: CellAt;
  names: Names;
}

interface CellSet {
  shift?: string | null;
  locked?: boolean | null;
  note?: string | null;
}

export function CellStory({ client, controller, live, log, at, names }: Props) {
  const told = useSignal(log.told);
  const roster = useSignal(controller.roster);
  useFrameTick(live.events.on);
  const say = words.history;
  const today = live.cell(at.staffId, at.date);
  const canEdit = !client.isReadOnly(live.periodId) && live.state?.header.staff.includes(at.staffId) === true;
  const isUsable = (code: string) => roster?.palette.some((look) => look.code === code) === true;
  const put = (shift: string | null) => {
    controller.lookAt(null);
    client.edit(live.periodId, [{ ...at, set: { shift } }], "edit");
  };
  return (
    <div className="history is-story">
      <Button look="quiet" icon={<ArrowLeft size={16} />} onClick={() => controller.story.set(null)}>
        {say.all}
      </Button>
      <h2>{say.story(names.person(at.staffId), words.date(at.date))}</h2>
      {told.state === "reading" && told.changes.length === 0 && <Waiting />}
      {told.state === "failed" && <p className="hint">{say.failed}</p>}
      {told.state === "read" && told.changes.length === 0 && <p className="blank">{say.storyEmpty}</p>}
      <ol aria-label={say.changes}>
        {told.changes.map((change) => {
          const set = setOf(change, at);
          const { shift } = set;
          const look = shift == null ? null : roster?.shifts.get(shift);
          const canPut = canEdit && shift !== undefined && shift !== today.shift && (shift === null || isUsable(shift));
          return (
            <li key={change.version}>
              <span className={`tile shift-${shift == null ? "empty" : (look?.colour ?? "day")}`} aria-hidden="true">
                {shift == null ? "" : (look?.symbol ?? shift)}
              </span>
              <span>
                <b>{change.actor.name}</b> {say.and(partsOf(set, names))}
                <time dateTime={change.at}>{say.dayTime(change.at)}</time>
              </span>
              {canPut && (
                <Button look="plain" onClick={() => put(shift)}>
                  {shift === null ? say.clearAgain : say.putBack(names.shift(shift))}
                </Button>
              )}
            </li>
          );
        })}
      </ol>
      {told.hasMore && (
        <Button look="quiet" onClick={() => void log.more()}>
          {say.older}
        </Button>
      )}
    </div>
  );
}

function setOf(change: Change, { staffId, date }: CellAt): CellSet {
  return (change.payload.cells?.find((cell) => cell.staff_id === staffId && cell.date === date)?.set ?? {}) as CellSet;
}

function partsOf({ shift, locked, note }: CellSet, names: Names): string[] {
  const say = words.history;
  const parts: string[] = [];
  if (shift !== undefined) parts.push(shift === null ? say.cellCleared : say.cellSet(names.shift(shift)));
  if (locked !== undefined) parts.push(locked ? say.cellLocked : say.cellUnlocked);
  if (note !== undefined) parts.push(note === null ? say.cellNoteGone : say.cellNoted(note));
  return parts;
}
