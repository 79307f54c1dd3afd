// What was done in a period, newest first; an entry or the slider shows the grid as it was.
import { useCallback, useEffect, useMemo, useState } from "react";
import { useApp } from "../app/app";
import type { GridController } from "../grid/controller";
import type { Client } from "../sync/client";
import type { LivePeriod } from "../sync/live";
import { Button } from "../ui/Controls";
import { useFrameTick, useSignal } from "../ui/hooks";
import { words } from "../words";
import { CellStory } from "./CellStory";
import { HistoryLog, type HistoryPage } from "./log";
import { DRAG_PAUSE_MS, Looking } from "./looking";
import { actWords, type Names, namesOf } from "./names";
import type { PastGrid } from "./past";
import { type Act, actsOf, byDay } from "./timeline";
import "./history.css";

interface Props {
  client: Client;
  controller: GridController;
  live: LivePeriod;
  /** An entry was chosen: on a phone the grid is under the sheet. */
  onLook: () => void;
}

/** So long after a change the log is read on: someone who types makes one a second. */
const FOLLOW_AFTER_MS = 600;
const VERSIONS_BACK_MAX = 10_000;
const DAY_MS = 86_400_000;

export default function HistoryPanel({ client, controller, live, onLook }: Props) {
  const story = useSignal(controller.story);
  useFrameTick(client.workspace.events.on);
  const names = namesOf(client);
  const key = story ? `${story.staffId}/${story.date}` : "all";
  const log = useLog(live, key === "all" ? null : story, key);
  if (story) return <CellStory key={key} client={client} controller={controller} live={live} log={log} at={story} names={names} />;
  return <Timeline controller={controller} live={live} log={log} names={names} onLook={onLook} />;
}

/** The log, read anew for another cell, and read on as the document moves. */
function useLog(live: LivePeriod, cell: { staffId: string; date: string } | null, key: string): HistoryLog {
  const { auth } = useApp();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key names the cell
  const log = useMemo(() => new HistoryLog((path) => auth.json<HistoryPage>(path), live.periodId, cell), [auth, live.periodId, key]);
  useEffect(() => {
    void log.start();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = live.events.on((event) => {
      if (event.kind === "phase" || (event.kind === "cells" && event.change === null)) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        void log.follow();
      }, FOLLOW_AFTER_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [log, live]);
  return log;
}

interface TimelineProps extends Omit<Props, "client"> {
  log: HistoryLog;
  names: Names;
}

function Timeline({ controller, live, log, names, onLook }: TimelineProps) {
  const told = useSignal(log.told);
  const past = useSignal(controller.past);
  const looking = useLooking(controller, live);
  const { changes } = told;
  const acts = useMemo(() => actsOf(changes), [changes]);
  const days = useMemo(() => byDay(acts, localDay), [acts]);
  const atOf = useCallback((version: number) => changes.find((change) => change.version <= version)?.at ?? null, [changes]);
  const say = words.history;
  if (told.state === "reading" && changes.length === 0) return <Waiting />;
  if (told.state === "failed" && changes.length === 0) {
    return (
      <div className="blank">
        <p>{say.failed}</p>
        <Button onClick={() => void log.start()}>{words.frame.retry}</Button>
      </div>
    );
  }
  const now = new Date();
  const [today, yesterday] = [localDay(now.toISOString()), localDay(new Date(now.getTime() - DAY_MS).toISOString())];
  const shown = past?.version ?? null;
  return (
    <div className="history">
      <Slider
        from={Math.max(1, told.from - 1, live.version - VERSIONS_BACK_MAX)}
        to={Math.max(live.version, changes[0]?.version ?? 0)}
        shown={shown}
        at={past?.at ?? null}
        onLook={(version, pause_ms) => looking.look(version, version === null ? null : atOf(version), pause_ms)}
      />
      {told.state === "failed" && <p className="hint">{say.failed}</p>}
      {acts.length === 0 && <p className="blank">{say.empty}</p>}
      {days.map(({ day, acts: done }) => (
        <section key={day} aria-label={say.day(day, today, yesterday)}>
          <h2>{say.day(day, today, yesterday)}</h2>
          <ol>
            {done.map((act) => (
              <Entry
                key={act.last}
                act={act}
                text={actWords(act, names)}
                isShown={act.last === shown}
                onLook={(version) => {
                  looking.look(version, act.at);
                  onLook();
                }}
              />
            ))}
          </ol>
        </section>
      ))}
      <footer>
        {told.hasMore ? (
          <Button look="quiet" onClick={() => void log.more()}>
            {say.older}
          </Button>
        ) : (
          <p className="hint">{told.from > 1 && changes.length > 0 ? say.cut(changes.at(-1)!.at) : say.begins}</p>
        )}
      </footer>
    </div>
  );
}

function Entry({ act, text, isShown, onLook }: { act: Act; text: string; isShown: boolean; onLook: (version: number | null) => void }) {
  return (
    <li className={`is-${act.kind}`}>
      <button type="button" aria-pressed={isShown} onClick={() => onLook(isShown ? null : act.last)}>
        <time dateTime={act.at}>{words.history.time(act.at)}</time>
        <span>
          <b>{act.actor}</b> {text}
        </span>
      </button>
    </li>
  );
}

interface SliderProps {
  from: number;
  to: number;
  shown: number | null;
  at: string | null;
  onLook: (version: number | null, pause_ms: number) => void;
}

function Slider({ from, to, shown, at, onLook }: SliderProps) {
  // Where the hand is, before the version is there.
  const [dragged, setDragged] = useState<number | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is shown has caught up with the hand
  useEffect(() => setDragged(null), [shown]);
  const value = dragged ?? shown ?? to;
  const isNow = value >= to;
  const when = at !== null && value === shown ? words.history.dayTime(at) : words.history.version(value);
  const text = isNow ? words.history.now : when;
  return (
    <div className={`look-back${isNow ? "" : " is-past"}`}>
      <p aria-hidden="true">
        {words.history.slider}
        <b>{text}</b>
      </p>
      <input
        type="range"
        min={from}
        max={to}
        value={value}
        disabled={to <= from}
        aria-label={words.history.slider}
        aria-valuetext={text}
        onChange={(event) => {
          const version = Number(event.target.value);
          setDragged(version);
          onLook(version >= to ? null : version, DRAG_PAUSE_MS);
        }}
      />
    </div>
  );
}

export function Waiting() {
  return (
    <div className="history is-loading" role="status" aria-label={words.history.reading} aria-busy="true">
      {[72, 88, 64, 80, 92, 70, 84].map((width) => (
        <i key={width} style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}

/** The reader's own day of an instant, in ISO form (Swedish writes it so). */
const localDay = (instant: string): string => new Date(instant).toLocaleDateString("sv-SE");

function useLooking(controller: GridController, live: LivePeriod): Looking {
  const { auth, toasts } = useApp();
  // It goes on when the panel is closed: on a phone an entry that is chosen closes it.
  return useMemo(
    () =>
      new Looking({
        read: (version) => auth.json<PastGrid>(`/periods/${encodeURIComponent(live.periodId)}/grid?version=${version}`),
        show: (picture) => controller.lookAt(picture),
        failed: ({ code }) => toasts.say(code === "too_old" ? words.history.tooOld : words.history.cantLook, [], "alert"),
        after: (ms, act) => {
          const timer = setTimeout(act, ms);
          return () => clearTimeout(timer);
        },
      }),
    [auth, toasts, controller, live.periodId],
  );
}
