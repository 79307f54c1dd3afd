// Import a roster's file: choose it, see what it would do, then do it.
import { type FormEvent, type RefObject, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useApp } from "../app/app";
import type { Imported, ImportPreview } from "../generated/api";
import { Problem } from "../sync/auth";
import type { Client } from "../sync/client";
import { Button } from "../ui/Controls";
import { Dialog } from "../ui/Dialog";
import { useSignal } from "../ui/hooks";
import { words } from "../words";
import { DropZone } from "./DropZone";
import { Preview } from "./Preview";
import { canImport, changed } from "./places";
import "./exchange.css";

interface ImportDialogProps {
  client: Client;
  /** A period that is there: its cells become as the file has them. Without it a new one is made. */
  into?: { id: string; name: string };
  onClose: () => void;
}

type Step =
  | { at: "choosing"; problem?: string }
  | { at: "reading"; file: File }
  | { at: "preview"; file: File; preview: ImportPreview; problem?: string }
  | { at: "importing"; file: File; preview: ImportPreview };

const AWAY = new Set(["offline", "reconnecting", "connecting"]);

export default function ImportDialog({ client, into, onClose }: ImportDialogProps) {
  const say = words.exchange;
  const { auth, toasts } = useApp();
  const [, go] = useLocation();
  const isAway = AWAY.has(useSignal(client.chip).kind);
  const [step, setStep] = useState<Step>({ at: "choosing" });
  const [name, setName] = useState("");
  const asked = useRef<AbortController | null>(null);
  useEffect(() => () => asked.current?.abort(), []);

  const send = async <T,>(file: File, more: Record<string, string>, signal: AbortSignal): Promise<T> => {
    const body = new FormData();
    body.set("file", file);
    for (const [field, value] of Object.entries(into ? { ...more, period_id: into.id } : more)) body.set(field, value);
    return auth.json<T>("/periods/import", { method: "POST", body, signal });
  };

  const read = async (file: File) => {
    const { signal } = begun(asked);
    setStep({ at: "reading", file });
    try {
      const preview = await send<ImportPreview>(file, { preview: "true" }, signal);
      setName(preview.name ?? "");
      setStep({ at: "preview", file, preview });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (!signal.aborted) setStep({ at: "choosing", problem: reasonOf(problem) });
    }
  };

  const take = async (event: FormEvent) => {
    event.preventDefault();
    if (step.at !== "preview" || !canImport(step.preview) || isAway) return;
    const { file, preview } = step;
    setStep({ at: "importing", file, preview });
    try {
      const { period_id } = await send<Imported>(file, into || name.trim() === "" ? {} : { name: name.trim() }, begun(asked).signal);
      onClose();
      if (into) toasts.say(say.doneInto(changed(preview)), [{ label: say.undo, run: () => client.undo(into.id) }]);
      else {
        toasts.say(say.done(preview.people.length, preview.cells));
        go(`/periods/${encodeURIComponent(period_id)}`);
      }
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      const words = problem.status === 0 ? say.importFailed : reasonOf(problem);
      setStep({ at: "preview", file, preview, problem: words });
    }
  };

  const again = () => {
    asked.current?.abort();
    setStep({ at: "choosing" });
  };

  return (
    <Dialog title={into ? say.titleInto(into.name) : say.title} className="import-dialog" onClose={onClose}>
      {isAway && <p className="wrong">{say.offline}</p>}
      {step.at === "choosing" && (
        <>
          {step.problem !== undefined && (
            <div className="wrong" role="alert">
              <strong>{say.failedTitle}</strong>
              <p>{step.problem}</p>
            </div>
          )}
          <DropZone hint={into ? `${say.takes} ${say.takesInto}` : say.takes} isDisabled={isAway} onFile={(file) => void read(file)} />
        </>
      )}
      {step.at === "reading" && (
        <div className="import-reading" aria-busy="true">
          <p role="status">{say.reading(step.file.name)}</p>
          <i />
          <i />
          <i />
          <Button onClick={again}>{say.cancel}</Button>
        </div>
      )}
      {(step.at === "preview" || step.at === "importing") && (
        <form className="import-form" onSubmit={(event) => void take(event)}>
          <p className="import-file">{step.file.name}</p>
          {step.at === "preview" && step.problem !== undefined && (
            <p className="wrong" role="alert">
              {step.problem}
            </p>
          )}
          {!into && canImport(step.preview) && (
            <label className="field">
              {say.name}
              <input value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
            </label>
          )}
          <Preview preview={step.preview} />
          <footer className="import-acts">
            <Button onClick={again} disabled={step.at === "importing"}>
              {say.another}
            </Button>
            <Submit preview={step.preview} isBusy={step.at === "importing"} isAway={isAway} />
          </footer>
        </form>
      )}
    </Dialog>
  );
}

/** A request that can be called off. */
function begun(asked: RefObject<AbortController | null>): AbortController {
  const made = new AbortController();
  asked.current = made;
  return made;
}

function Submit({ preview, isBusy, isAway }: { preview: ImportPreview; isBusy: boolean; isAway: boolean }) {
  const say = words.exchange;
  if (preview.problems.length > 0) return null;
  if (!canImport(preview)) return <p className="hint">{say.nothing}</p>;
  const act = preview.period_id === null ? say.submit(preview.people.length, preview.cells) : say.submitInto(changed(preview));
  return (
    <button type="submit" className="button is-primary" disabled={isBusy || isAway}>
      {isBusy ? say.importing : act}
    </button>
  );
}

/** The hub's own words name file, line and reason. */
function reasonOf(problem: Problem): string {
  if (problem.status === 0) return words.exchange.offline;
  if (problem.status === 403) return words.exchange.viewOnly;
  return problem.message || words.exchange.failed(problem.code);
}
