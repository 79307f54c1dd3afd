// What every field of a rule's form knows: the kind of rule, how things are called, and what is wrong where.
import { createContext, useContext } from "react";
import { words } from "../../words";
import type { Pace } from "../editor";
import type { Names } from "../names";

export interface FormContext {
  ruleType: string;
  names: Names;
  /** Words by path. */
  faults: ReadonlyMap<string, string>;
  /** A field was left. */
  onLeave: () => void;
}

const Context = createContext<FormContext | null>(null);
export const FormProvider = Context.Provider;

export function useForm(): FormContext {
  const form = useContext(Context);
  if (!form) throw new Error("outside of a form");
  return form;
}

export interface FieldProps<T> {
  title: string;
  help: string;
  path: string;
  value: T;
  onChange: (value: T, pace: Pace) => void;
}

/** What one of the catalogue's values is called; one that has no words is shown as it is. */
export function valueWords(ruleType: string, name: string, value: string): string {
  const { values } = words.rules;
  return values[`${ruleType}.${name}`]?.[value] ?? values[name]?.[value] ?? values["*"]?.[value] ?? value.replaceAll("_", " ");
}

/** Fields that hold minutes, for which hours are shown beside. */
const MINUTES = new Set([
  "work_minutes.min",
  "work_minutes.max",
  "work_minutes.step",
  "min_rest.minutes",
  "cost.after",
  "cost.step",
  "fairness.unit",
]);

export const isMinutes = (ruleType: string, path: string): boolean => MINUTES.has(`${ruleType}.${path.split(".").at(-1)}`);
