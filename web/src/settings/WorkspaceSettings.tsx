// What holds for everyone in the workspace: an operation on its document for each change.
import { type FormEvent, useId, useMemo, useState } from "react";
import { useApp } from "../app/app";
import { type Client, isDone } from "../sync/client";
import type { Body } from "../sync/wire";
import { useFrameTick } from "../ui/hooks";
import { words } from "../words";
import { Pick, Row, Section } from "./fields";
import { STRATEGIES, type Strategy, strategyExample } from "./strategies";

type SettingsSet = Extract<Body, { type: "SETTINGS_UPDATE" }>["payload"]["set"];

const WEEK = [0, 1, 2, 3, 4, 5, 6];

export function WorkspaceSettings({ client, mayEdit }: { client: Client; mayEdit: boolean }) {
  const say = words.settings;
  const { toasts } = useApp();
  useFrameTick(client.workspace.events.on);
  const zones = useMemo(() => ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")], []);
  const { state } = client.workspace;
  if (!state)
    return (
      <Section title={say.sections.workspace}>
        {[1, 2, 3, 4].map((n) => (
          <div key={n} className="settings-row is-loading" />
        ))}
      </Section>
    );
  const { name = "", time_zone = "UTC", week_start = 0, strategy = "last_writer_wins" } = state.settings as Record<string, never>;
  const set = async (some: SettingsSet) => {
    const answer = await client.operate({ type: "SETTINGS_UPDATE", payload: { set: some } });
    if (isDone(answer)) toasts.say(say.saved);
  };
  const zone = String(time_zone);
  const known = zones.includes(zone) ? zones : [zone, ...zones];
  return (
    <Section title={say.sections.workspace} lede={mayEdit ? say.workspaceLede : say.readOnly}>
      <NameRow key={String(name)} name={String(name)} mayEdit={mayEdit} onSet={(next) => void set({ name: next })} />
      <Pick
        label={say.timeZone}
        hint={say.timeZoneHint}
        value={zone}
        options={known.map((one) => [one, one.replaceAll("_", " ")])}
        isReadOnly={!mayEdit}
        onPick={(next) => void set({ time_zone: next })}
      />
      <Pick
        label={say.weekStart}
        value={String(week_start)}
        options={WEEK.map((day) => [String(day), say.weekday(day)])}
        isReadOnly={!mayEdit}
        onPick={(next) => void set({ week_start: Number(next) })}
      />
      <Pick<Strategy>
        label={say.strategy}
        hint={strategyExample(strategy)}
        value={strategy}
        options={STRATEGIES.map((one) => [one, say.strategies[one].name])}
        isReadOnly={!mayEdit}
        onPick={(next) => void set({ strategy: next })}
      />
    </Section>
  );
}

/** Saved when it is left, or at Enter. */
function NameRow({ name, mayEdit, onSet }: { name: string; mayEdit: boolean; onSet: (name: string) => void }) {
  const id = useId();
  const [typed, setTyped] = useState(name);
  const save = () => {
    const next = typed.trim();
    if (next !== "" && next !== name) onSet(next);
    else setTyped(name);
  };
  if (!mayEdit) {
    return (
      <Row label={words.settings.name}>
        <span>{name}</span>
      </Row>
    );
  }
  return (
    <Row label={words.settings.name} htmlFor={id}>
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          save();
        }}
      >
        <input id={id} value={typed} maxLength={200} required onChange={(event) => setTyped(event.target.value)} onBlur={save} />
      </form>
    </Row>
  );
}
