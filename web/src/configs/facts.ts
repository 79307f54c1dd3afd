// A configuration's options in words, and where two of them differ.
import type { Config, RunOptions } from "../generated/api";
import { words } from "../words";

export const FIELDS = ["time", "scope", "startFrom", "apply", "engine", "seed"] as const;
export type FieldName = (typeof FIELDS)[number];

export type ScopeChoice = "all" | "empty" | "part";

export function scopeChoice({ scope }: RunOptions): ScopeChoice {
  if (!scope) return "all";
  const isPart = [scope.staff_ids, scope.from, scope.to].some((part) => part !== null && part !== undefined);
  return isPart ? "part" : scope.empty_only ? "empty" : "all";
}

export function fact(field: FieldName, options: RunOptions): string {
  const say = words.configs;
  switch (field) {
    case "time":
      return options.time_limit_s === null || options.time_limit_s === undefined ? say.timeUsual : say.time(options.time_limit_s);
    case "scope":
      return say.scopes[scopeChoice(options)];
    case "startFrom":
      return say.starts[options.start_from ?? "current"];
    case "apply":
      return say.applies[options.apply ?? "none"];
    case "engine":
      return say.engines[options.engine ?? "cpsat"];
    case "seed":
      return words.number(options.seed ?? 1);
  }
}

/** What is worth a line in the list: the time, and what isn't as usual. */
export function summary(options: RunOptions): string {
  const usual = FIELDS.filter((field) => field === "time" || fact(field, options) !== fact(field, {}));
  return usual
    .map((field) => (field === "seed" ? `${words.configs.fields.seed} ${fact(field, options)}` : fact(field, options)))
    .join(" · ");
}

export interface Compared {
  field: FieldName;
  texts: readonly [string, string];
  isDifferent: boolean;
}

export function compared(one: Config, other: Config): readonly Compared[] {
  return FIELDS.map((field) => {
    const texts = [fact(field, one.options), fact(field, other.options)] as const;
    const isSame =
      texts[0] === texts[1] && (field !== "scope" || JSON.stringify(one.options.scope) === JSON.stringify(other.options.scope));
    return { field, texts, isDifferent: !isSame };
  });
}
