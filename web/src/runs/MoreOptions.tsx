// What is asked less often before a run: a configuration, the engine, the seed.
import { useState } from "react";
import { Link } from "wouter";
import { Choice } from "../ui/Controls";
import { words } from "../words";
import { type RunChoices, withConfig } from "./options";

const ENGINES = ["cpsat", "milp", "hungarian"] as const;
const SEED_MAX = 2 ** 31 - 1;
const NONE = "";

export function MoreOptions({ options, onOptions }: { options: RunChoices; onOptions: (options: RunChoices) => void }) {
  const { config, configs, engine, seed } = options;
  const [typed, setTyped] = useState<string | null>(null);
  const say = words.configs;
  const seedTyped = (text: string) => {
    setTyped(text);
    const next = Number(text);
    if (/^\d+$/.test(text) && next <= SEED_MAX) onOptions({ ...options, seed: next });
  };
  return (
    <details className="run-more">
      <summary>
        {say.run.more}
        {config && <span className="hint">{config.name}</span>}
      </summary>
      <div>
        {configs.length > 0 && (
          <Choice
            label={say.run.configuration}
            value={config?.id ?? NONE}
            options={[[NONE, say.run.none] as const, ...configs.map(({ id, name }) => [id, name] as const)]}
            onChange={(id) => onOptions(withConfig(options, configs.find((one) => one.id === id) ?? null))}
          />
        )}
        <Choice
          label={say.fields.engine}
          value={engine}
          options={ENGINES.map((one) => [one, say.engines[one]] as const)}
          onChange={(next) => onOptions({ ...options, engine: next })}
        />
        <label className="choice">
          <span>{say.fields.seed}</span>
          <input
            inputMode="numeric"
            autoComplete="off"
            value={typed ?? String(seed)}
            onChange={({ target }) => seedTyped(target.value)}
            onBlur={() => setTyped(null)}
          />
        </label>
        {config?.options.apply && config.options.apply !== "none" && <p className="hint">{say.run.appliesItself}</p>}
        <Link href="/configurations">{say.run.manage}</Link>
      </div>
    </details>
  );
}
