// Over a grid that shows an earlier version: which one, what can be brought back, and the way back to now.
import { useCallback, useMemo } from "react";
import { useApp } from "../app/app";
import type { GridController } from "../grid/controller";
import type { Selected } from "../grid/selected";
import type { Client } from "../sync/client";
import type { LivePeriod } from "../sync/live";
import { Button } from "../ui/Controls";
import { useFrameTick, useSignal } from "../ui/hooks";
import { words } from "../words";
import { type PastPicture, restoring } from "./past";
import "./history.css";

interface Props {
  client: Client;
  controller: GridController;
  live: LivePeriod;
  picture: PastPicture;
}

export default function PastBar({ client, controller, live, picture }: Props) {
  const { toasts } = useApp();
  const selected = useSignal(controller.selected);
  const tick = useFrameTick(live.events.on);
  const now = useNow(client, live);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tick says that the document moved
  const whole = useMemo(() => restoring(picture, now()), [picture, now, tick]);
  const part = isMany(selected) ? restoring(picture, now(), selected.cells()) : null;
  const say = words.history;
  const when = picture.at === null ? say.version(picture.version) : say.dayTime(picture.at);
  const canEdit = !client.isReadOnly(live.periodId);
  const gone = picture.staff.filter((id) => !live.state?.header.staff.includes(id)).length;

  const restore = ({ edits, left }: ReturnType<typeof restoring>) => {
    controller.lookAt(null);
    client.edit(live.periodId, edits, "edit");
    const text = [say.restored(edits.length, when), ...(left > 0 ? [say.left(left)] : [])].join(" ");
    toasts.say(text, [{ label: words.toast.undo, run: () => client.undo(live.periodId) }]);
  };
  const notes = [...(whole.edits.length === 0 ? [say.same] : []), ...(gone > 0 ? [say.gone(gone)] : [])];
  return (
    <div className="past-bar">
      <p role="status" title={say.lookingHint(when)}>
        <b>{say.looking(when)}</b>
        {notes.map((note) => (
          <span key={note}>{note}</span>
        ))}
      </p>
      {canEdit && part && part.edits.length > 0 && part.edits.length < whole.edits.length && (
        <Button onClick={() => restore(part)}>{say.restoreSelected(part.edits.length)}</Button>
      )}
      {canEdit && whole.edits.length > 0 && <Button onClick={() => restore(whole)}>{say.restore(whole.edits.length)}</Button>}
      <Button look="primary" onClick={() => controller.lookAt(null)}>
        {say.back}
      </Button>
    </div>
  );
}

const isMany = (selected: Selected | null): selected is Selected => selected !== null && selected.size.rows * selected.size.columns > 1;

/** The period as it is, read when asked for. */
function useNow(client: Client, live: LivePeriod) {
  return useCallback(() => {
    const workspace = client.workspace.state;
    const staff = workspace?.all("staff");
    const usable = new Set(
      [...(workspace?.all("shift_type").values() ?? [])].filter(({ archived }) => archived !== true).map(({ code }) => code),
    );
    return {
      staff: (live.state?.header.staff ?? []).filter((id) => staff?.get(id)?.archived !== true),
      dates: live.state?.dates ?? [],
      cell: (staffId: string, date: string) => live.cell(staffId, date),
      isUsable: (code: string) => usable.has(code),
    };
  }, [client, live]);
}
