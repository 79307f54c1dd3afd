// The way that each period takes conflicts, where it isn't the workspace's.
import { useEffect, useState } from "react";
import { usePeriods } from "../periods/list";
import { type Client, isDone } from "../sync/client";
import { Button } from "../ui/Controls";
import { words } from "../words";
import { Pick, Section } from "./fields";
import { STRATEGIES, type Strategy } from "./strategies";

const INHERIT = "inherit";

export function PeriodSettings({ client, mayEdit }: { client: Client; mayEdit: boolean }) {
  const say = words.settings;
  const { loaded, again } = usePeriods(client);
  /** What was chosen here and isn't in the list yet. */
  const [chosen, setChosen] = useState<Readonly<Record<string, Strategy | null>>>({});
  // biome-ignore lint/correctness/useExhaustiveDependencies: a list that was read again says it itself
  useEffect(() => setChosen({}), [loaded]);
  const set = async (id: string, strategy: Strategy | null) => {
    setChosen((before) => ({ ...before, [id]: strategy }));
    const answer = await client.operate({ type: "PERIOD_UPDATE", payload: { id, set: { strategy } } });
    if (!isDone(answer)) setChosen(({ [id]: _refused, ...others }) => others);
    again();
  };
  return (
    <Section title={say.sections.periods} lede={say.periodsLede}>
      {loaded.state === "loading" && <div className="settings-row is-loading" />}
      {loaded.state === "failed" && (
        <div className="settings-row">
          <span>{say.periodsFailed}</span>
          <Button onClick={again}>{words.frame.retry}</Button>
        </div>
      )}
      {loaded.state === "loaded" && loaded.periods.length === 0 && <p className="settings-row hint">{say.noPeriods}</p>}
      {loaded.state === "loaded" &&
        loaded.periods.map(({ id, name, strategy, status, start_date, end_date }) => (
          <Pick<Strategy | typeof INHERIT>
            key={id}
            label={name || words.dates(start_date, end_date)}
            hint={words.dates(start_date, end_date)}
            value={(id in chosen ? chosen[id] : strategy) ?? INHERIT}
            options={[INHERIT, ...STRATEGIES].map((one) => [one as Strategy, say.strategies[one as Strategy].name])}
            isReadOnly={!mayEdit || status === "closed"}
            onPick={(next) => void set(id, next === INHERIT ? null : next)}
          />
        ))}
    </Section>
  );
}
