// What is wrong with a rule's form, in words, by the path of the field that it stands beside.
import { words } from "../words";
import type { Refusal } from "./editor";
import { type Fault, faultsOf } from "./faults";
import { fieldsOf, type RuleType, type Values } from "./schema";

const WEIGHT_MAX = 10 ** 6;

/** What the form can see for itself. */
export function ruleFaults({ schema }: RuleType, { params, weight }: { params: Values; weight: number }): readonly Fault[] {
  const faults = faultsOf(fieldsOf(schema), params);
  const isWeight = Number.isInteger(weight) && weight >= 0 && weight <= WEIGHT_MAX;
  return isWeight ? faults : [...faults, { path: "weight", why: "range", min: 0, max: WEIGHT_MAX }];
}

/** The empty path is the form as a whole. */
export function faultWords(faults: readonly Fault[], refusal: Refusal | null): ReadonlyMap<string, string> {
  const say = words.rules.fault;
  const told = new Map<string, string>();
  for (const fault of faults) {
    told.set(
      fault.path,
      fault.why === "missing" ? say.missing : fault.why === "least" ? say.least(fault.least) : say.range(fault.min, fault.max),
    );
  }
  if (refusal) for (const path of placesOf(refusal.field)) told.set(path, refusal.message);
  return told;
}

/** The hub also names places inside of a field: `pairs.0.after.2` is said beside `pairs.0.after`. */
function placesOf(field: string): readonly string[] {
  const outer = field.replace(/(\.\d+)+$/, "");
  return outer === field ? [field] : [field, outer];
}
