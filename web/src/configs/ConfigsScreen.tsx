// Configurations: named options of runs, one of them the default; two of them side by side.
import { Pencil, Plus, Star, Trash2 } from "lucide-react";
import { useMemo, useState } from "react";
import { useApp } from "../app/app";
import { forget, useRead } from "../app/http";
import { ScreenFrame } from "../frame/ScreenFrame";
import type { Config } from "../generated/api";
import { useMayEdit } from "../records/rights";
import { Problem } from "../sync/auth";
import type { Client } from "../sync/client";
import { Button, IconButton } from "../ui/Controls";
import { Dialog } from "../ui/Dialog";
import { useIsNarrow, useSignal } from "../ui/hooks";
import { words } from "../words";
import { Comparison } from "./Comparison";
import { ConfigForm } from "./ConfigForm";
import { summary } from "./facts";
import "./configs.css";

const PATH = "/configs";
const MOST = 200;
const AWAY = new Set(["offline", "reconnecting", "stopped"]);

type Open = { kind: "new" } | { kind: "edit" | "remove"; config: Config };

/** Changes what the hub keeps, then reads it again. Resolves to why not; null: done. */
function useChange(): (method: "POST" | "PATCH" | "DELETE", path: string, body?: object) => Promise<string | null> {
  const { auth } = useApp();
  return async (method, path, body) => {
    try {
      await auth.response(path, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      return problem.message;
    }
    await forget(PATH);
    return null;
  };
}

export default function ConfigsScreen({ client }: { client: Client }) {
  const { toasts } = useApp();
  const found = useRead<{ items: readonly Config[] }>(`${PATH}?limit=${MOST}`);
  const [open, setOpen] = useState<Open | null>(null);
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const isAway = AWAY.has(useSignal(client.chip).kind);
  const isNarrow = useIsNarrow();
  const mayEdit = useMayEdit(client);
  const change = useChange();
  const configs = useMemo(() => [...(found.data?.items ?? [])].sort((a, b) => a.name.localeCompare(b.name)), [found.data]);
  const [one, other] = ticked.flatMap((id) => configs.filter((config) => config.id === id));
  const say = words.configs;
  const close = () => setOpen(null);
  const pathOf = ({ id }: Config) => `${PATH}/${encodeURIComponent(id)}`;
  const saved = async (answer: Promise<string | null>): Promise<string | null> => {
    const why = await answer;
    if (why === null) close();
    return why;
  };
  const star = (config: Config) =>
    void change("PATCH", pathOf(config), { is_default: !config.is_default }).then((why) => {
      if (why !== null) toasts.say(say.notSaved(why), [], "alert");
    });
  const tick = (id: string, isOn: boolean) => setTicked(isOn ? [...ticked, id].slice(-2) : ticked.filter((before) => before !== id));
  const add = () => setOpen({ kind: "new" });
  return (
    <ScreenFrame
      client={client}
      here="configs"
      title={words.frame.screens.configs}
      actions={
        mayEdit &&
        (isNarrow ? (
          <IconButton label={say.add} disabled={isAway} onClick={add}>
            <Plus size={22} />
          </IconButton>
        ) : (
          <Button look="primary" icon={<Plus size={16} />} disabled={isAway} title={isAway ? say.offline : undefined} onClick={add}>
            {say.add}
          </Button>
        ))
      }
    >
      <div className="configs">
        {isAway && <p className="hint">{say.offline}</p>}
        {found.isPending && (
          <div className="config-bars" role="img" aria-label={words.frame.loading}>
            <i />
            <i />
            <i />
          </div>
        )}
        {found.isError && !found.data && <Failed problem={found.error} onRetry={() => void found.refetch()} />}
        {found.data && configs.length === 0 && (
          <div className="blank">
            <p>{say.empty}</p>
            <p className="hint">{say.emptyHint}</p>
            {mayEdit && (
              <Button look="primary" disabled={isAway} onClick={add}>
                {say.add}
              </Button>
            )}
          </div>
        )}
        {configs.length > 0 && (
          <>
            <p className="hint">{say.lede}</p>
            <ul className="config-list" aria-label={say.list}>
              {configs.map((config) => (
                <Row
                  key={config.id}
                  config={config}
                  isAway={isAway}
                  isTicked={ticked.includes(config.id)}
                  onTick={configs.length > 1 ? (isOn) => tick(config.id, isOn) : null}
                  onStar={mayEdit ? () => star(config) : null}
                  onOpen={mayEdit ? (kind) => setOpen({ kind, config }) : null}
                />
              ))}
            </ul>
          </>
        )}
        {one && other ? <Comparison one={one} other={other} /> : configs.length > 1 && <p className="hint">{say.compareHint}</p>}
      </div>
      {open?.kind === "new" && (
        <ConfigForm
          title={say.newTitle}
          config={{ name: "", options: {} }}
          act={say.create}
          onSave={(edited) => saved(change("POST", PATH, edited))}
          onClose={close}
        />
      )}
      {open?.kind === "edit" && (
        <ConfigForm
          title={say.edit(open.config.name)}
          config={open.config}
          act={say.save}
          onSave={(edited) => saved(change("PATCH", pathOf(open.config), edited))}
          onClose={close}
        />
      )}
      {open?.kind === "remove" && (
        <Remove config={open.config} onRemove={() => saved(change("DELETE", pathOf(open.config)))} onClose={close} />
      )}
    </ScreenFrame>
  );
}

function Failed({ problem, onRetry }: { problem: Error; onRetry: () => void }) {
  return (
    <div className="blank" role="alert">
      <p>{words.configs.failed}</p>
      {problem instanceof Problem && <p className="hint">{words.configs.code(problem.code)}</p>}
      <Button onClick={onRetry}>{words.frame.retry}</Button>
    </div>
  );
}

interface RowProps {
  config: Config;
  isAway: boolean;
  isTicked: boolean;
  onTick: ((isOn: boolean) => void) | null;
  onStar: (() => void) | null;
  onOpen: ((kind: "edit" | "remove") => void) | null;
}

function Row({ config, isAway, isTicked, onTick, onStar, onOpen }: RowProps) {
  const say = words.configs;
  const { name, is_default: isDefault } = config;
  return (
    <li>
      {onStar ? (
        <IconButton
          label={isDefault ? say.noDefault(name) : say.makeDefault(name)}
          aria-pressed={isDefault}
          disabled={isAway}
          className="config-star"
          onClick={onStar}
        >
          <Star size={18} fill={isDefault ? "currentColor" : "none"} />
        </IconButton>
      ) : (
        <span className="config-star">{isDefault && <Star size={18} fill="currentColor" aria-hidden="true" />}</span>
      )}
      <div className="config-words">
        <strong>
          {name}
          {isDefault && <span className="tag">{say.isDefault}</span>}
        </strong>
        <span className="hint">{summary(config.options)}</span>
      </div>
      {onTick && (
        <label className="config-tick">
          <input type="checkbox" checked={isTicked} aria-label={say.compareWith(name)} onChange={({ target }) => onTick(target.checked)} />
          <span>{say.compare}</span>
        </label>
      )}
      {onOpen && (
        <>
          <IconButton label={say.edit(name)} disabled={isAway} onClick={() => onOpen("edit")}>
            <Pencil size={16} />
          </IconButton>
          <IconButton label={say.removeOne(name)} disabled={isAway} onClick={() => onOpen("remove")}>
            <Trash2 size={16} />
          </IconButton>
        </>
      )}
    </li>
  );
}

function Remove({ config, onRemove, onClose }: { config: Config; onRemove: () => Promise<string | null>; onClose: () => void }) {
  const [why, setWhy] = useState<string | null>(null);
  const say = words.configs;
  return (
    <Dialog title={say.removeTitle(config.name)} onClose={onClose}>
      <p>{say.removeWhy}</p>
      {why !== null && (
        <p role="alert" className="wrong">
          {say.notSaved(why)}
        </p>
      )}
      <div className="acts">
        <Button look="primary" onClick={() => void onRemove().then(setWhy)}>
          {say.remove}
        </Button>
        <Button onClick={onClose}>{say.keep}</Button>
      </div>
    </Dialog>
  );
}
