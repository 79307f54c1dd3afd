// Fields that only mean something beside another one's value: when they are shown, and what a choice brings along.
import type { Field, Values } from "./schema";

type When = (values: Values) => boolean;

const ROLLING_DAYS = 7;

/** By `<rule type>.<field>`, or by the field alone. The type is that of the rule, for an entry of a list too. */
const SHOWN: Readonly<Record<string, When>> = {
  window_days: ({ window }) => window === "rolling",
  "pattern.given": ({ kind }) => kind === "required",
  "fairness.shifts": ({ what }) => what !== "minutes",
  "fairness.kinds": ({ what }) => what !== "minutes",
  "fairness.points": ({ what }) => what !== "minutes",
  "fairness.unit": ({ what }) => what === "minutes",
  "fairness.weekend": ({ what }) => what === "weekends",
  "request.shifts": ({ kind }) => kind !== "off",
  "request.kinds": ({ kind }) => kind !== "off",
};

/** Whether a field is shown; a list that isn't as in the beginning always is, so that nothing stands there unseen. */
export function isShown(ruleType: string, { name, initial }: Pick<Field, "name" | "initial">, values: Values): boolean {
  const when = SHOWN[`${ruleType}.${name}`] ?? SHOWN[name];
  if (!when || when(values)) return true;
  const value = values[name];
  return typeof value === "object" && value !== null && JSON.stringify(value) !== JSON.stringify(initial);
}

/** The values after one of them was set. */
export function withValue(values: Values, name: string, value: unknown): Values {
  const next = { ...values, [name]: value };
  if (name === "window" && "window_days" in values) next.window_days = value === "rolling" ? (values.window_days ?? ROLLING_DAYS) : null;
  else if (name === "window" && value === "rolling") next.window_days = ROLLING_DAYS;
  if (ruleTypeOfWish(next) && name === "kind" && value === "off") Object.assign(next, { shifts: [], kinds: [] });
  return next;
}

const ruleTypeOfWish = (values: Values): boolean => "staff" in values && "when" in values && "kind" in values;
