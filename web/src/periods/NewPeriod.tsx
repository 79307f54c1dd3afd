// A new period: name, days, who is in it, and the shifts that it begins with.
import { type FormEvent, useId, useState } from "react";
import { useLocation } from "wouter";
import { useApp } from "../app/app";
import { NewName } from "../records/NewFields";
import "../records/records.css";
import { Problem } from "../sync/auth";
import { type Client, isDone } from "../sync/client";
import { newId } from "../sync/ids";
import type { PeriodSnapshot } from "../sync/wire";
import { Button } from "../ui/Controls";
import { Dialog } from "../ui/Dialog";
import { useSignal } from "../ui/hooks";
import { words } from "../words";
import { Dates, faultOfDates } from "./Dates";
import type { ListedPeriod } from "./list";
import { datesAfter, dayCount, patternOf } from "./pattern";

interface NewPeriodProps {
  client: Client;
  periods: readonly ListedPeriod[];
  onClose: () => void;
}

const AWAY = new Set(["offline", "reconnecting", "connecting", "cantSave"]);

export default function NewPeriod({ client, periods, onClose }: NewPeriodProps) {
  const say = words.periodActs.form;
  const { auth, toasts } = useApp();
  const [, go] = useLocation();
  const isAway = AWAY.has(useSignal(client.chip).kind);
  const [name, setName] = useState("");
  const [[from, to], setDates] = useState(() => datesAfter(periods, new Date().toISOString().slice(0, 10)));
  const [people, setPeople] = useState<"all" | "none" | (string & {})>("all");
  const [pattern, setPattern] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [isMaking, setMaking] = useState(false);
  const id = useId();

  const everybody = [...(client.workspace.state?.all("staff") ?? [])].filter(([, fields]) => fields.archived !== true).map(([one]) => one);
  const others = periods.filter((period) => !period.archived);
  const fault = faultOfDates(from, to);

  const make = async () => {
    const source = async (periodId: string) => auth.json<PeriodSnapshot>(`/periods/${encodeURIComponent(periodId)}/grid`);
    const likeWhom = people === "all" || people === "none" ? null : await source(people);
    const staff = likeWhom ? likeWhom.staff.filter((one) => everybody.includes(one)) : people === "all" ? everybody : [];
    const likeWhat = pattern === "" ? null : pattern === people ? likeWhom : await source(pattern);
    const periodId = newId();
    const payload = { id: periodId, name: name.trim(), start_date: from, end_date: to, staff };
    const answer = await client.operate({ type: "PERIOD_CREATE", payload }, { isToldByCaller: true });
    if (!isDone(answer)) {
      return setProblem(say.failed(answer.kind === "error" ? answer.payload.message : ""));
    }
    if (likeWhat) {
      const cells = patternOf(likeWhat, { from, days: dayCount(from, to), staff }, (code) => isLive(client, code));
      client.edit(periodId, cells, "fill");
      toasts.say(say.copied(cells.length));
    }
    onClose();
    go(`/periods/${encodeURIComponent(periodId)}`);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fault !== null || isAway || isMaking) return;
    setMaking(true);
    setProblem(null);
    make()
      .catch((thrown: unknown) => {
        if (!(thrown instanceof Problem)) throw thrown;
        setProblem(say.failed(thrown.message));
      })
      .finally(() => setMaking(false));
  };
  return (
    <Dialog title={say.newTitle} onClose={onClose} className="record-form">
      <form onSubmit={submit}>
        <NewName label={say.name} value={name} onChange={setName} />
        <Dates from={from} to={to} onChange={(first, last) => setDates([first, last])} />
        <label className="field">
          {say.people}
          <select value={people} onChange={(event) => setPeople(event.target.value)}>
            <option value="all">{say.everybody(everybody.length)}</option>
            {others.map((period) => (
              <option key={period.id} value={period.id}>
                {say.asIn(period.name, period.staff_count)}
              </option>
            ))}
            <option value="none">{say.nobody}</option>
          </select>
        </label>
        {others.length > 0 && (
          <label className="field">
            {say.pattern}
            <select value={pattern} aria-describedby={`${id}-hint`} onChange={(event) => setPattern(event.target.value)}>
              <option value="">{say.empty}</option>
              {others.map((period) => (
                <option key={period.id} value={period.id}>
                  {say.patternOf(period.name)}
                </option>
              ))}
            </select>
            <span id={`${id}-hint`} className="hint" hidden={pattern === ""}>
              {say.patternHint}
            </span>
          </label>
        )}
        {problem !== null && (
          <p className="wrong" role="alert">
            {problem}
          </p>
        )}
        {isAway && <p className="hint is-warn">{say.away}</p>}
        <div className="acts">
          <Button look="primary" type="submit" disabled={isAway || isMaking || fault !== null}>
            {isMaking ? say.making : say.create}
          </Button>
          <Button onClick={onClose}>{say.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function isLive(client: Client, code: string): boolean {
  for (const fields of client.workspace.state?.all("shift_type").values() ?? []) if (fields.code === code) return fields.archived !== true;
  return false;
}
