// A configuration in a dialog: its name and options; the browser checks the fields, the hub has the last word.
import { type FormEvent, type ReactNode, useId, useState } from "react";
import type { Config, RunOptions } from "../generated/api";
import { Button } from "../ui/Controls";
import { Dialog } from "../ui/Dialog";
import { words } from "../words";
import { type ScopeChoice, scopeChoice } from "./facts";

const TIME_MAX_S = 3600;
const SEED_MAX = 2 ** 31 - 1;

export interface Edited {
  name: string;
  options: RunOptions;
}

interface Props {
  title: string;
  config: Pick<Config, "name" | "options">;
  act: string;
  /** Resolves to why it wasn't saved; null: it was. */
  onSave: (edited: Edited) => Promise<string | null>;
  onClose: () => void;
}

export function ConfigForm({ title, config, act, onSave, onClose }: Props) {
  const [why, setWhy] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [engine, setEngine] = useState(config.options.engine ?? "cpsat");
  const say = words.configs;
  const { options } = config;
  const scope = scopeChoice(options);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    void onSave(read(new FormData(event.currentTarget), options)).then((problem) => {
      setBusy(false);
      setWhy(problem);
    });
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="config-form" onSubmit={submit}>
        <Row label={say.name}>
          {(id) => <input id={id} name="name" required maxLength={200} autoComplete="off" defaultValue={config.name} />}
        </Row>
        <Row label={say.timeSeconds} hint={say.timeHint}>
          {(id) => (
            <input
              id={id}
              name="time"
              type="number"
              min={1}
              max={TIME_MAX_S}
              step="any"
              defaultValue={options.time_limit_s ?? ""}
              aria-describedby={`${id}-hint`}
            />
          )}
        </Row>
        <Row label={say.fields.scope}>
          {(id) => (
            <select id={id} name="scope" defaultValue={scope}>
              <Options texts={scope === "part" ? say.scopes : { all: say.scopes.all, empty: say.scopes.empty }} />
            </select>
          )}
        </Row>
        <Row label={say.fields.startFrom}>
          {(id) => (
            <select id={id} name="startFrom" defaultValue={options.start_from ?? "current"}>
              <Options texts={say.starts} />
            </select>
          )}
        </Row>
        <Row label={say.fields.apply}>
          {(id) => (
            <select id={id} name="apply" defaultValue={options.apply ?? "none"}>
              <Options texts={say.applies} />
            </select>
          )}
        </Row>
        <Row label={say.fields.engine} hint={say.engineHint[engine]}>
          {(id) => (
            <select
              id={id}
              name="engine"
              value={engine}
              aria-describedby={`${id}-hint`}
              onChange={({ target }) => setEngine(target.value as NonNullable<RunOptions["engine"]>)}
            >
              <Options texts={say.engines} />
            </select>
          )}
        </Row>
        <Row label={say.fields.seed} hint={say.seedHint}>
          {(id) => (
            <input
              id={id}
              name="seed"
              type="number"
              required
              min={0}
              max={SEED_MAX}
              step={1}
              defaultValue={options.seed ?? 1}
              aria-describedby={`${id}-hint`}
            />
          )}
        </Row>
        {why !== null && (
          <p role="alert" className="wrong">
            {say.notSaved(why)}
          </p>
        )}
        <div className="acts">
          <Button look="primary" type="submit" disabled={isBusy}>
            {act}
          </Button>
          <Button onClick={onClose}>{say.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function Row({ label, hint, children }: { label: string; hint?: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="config-field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
    </div>
  );
}

function Options({ texts }: { texts: Readonly<Record<string, string>> }) {
  return Object.entries(texts).map(([value, text]) => (
    <option key={value} value={value}>
      {text}
    </option>
  ));
}

function read(form: FormData, before: RunOptions): Edited {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const scope = text("scope") as ScopeChoice;
  return {
    name: text("name"),
    options: {
      engine: text("engine") as NonNullable<RunOptions["engine"]>,
      time_limit_s: text("time") === "" ? null : Number(text("time")),
      start_from: text("startFrom") as NonNullable<RunOptions["start_from"]>,
      apply: text("apply") as NonNullable<RunOptions["apply"]>,
      seed: Number(text("seed")),
      scope: scope === "part" ? (before.scope ?? null) : scope === "empty" ? { empty_only: true } : null,
    },
  };
}
