// What a form can see for itself before the hub is asked: what is missing, or outside its limits.
import type { Field, Kind, Values } from "./schema";

export type Fault =
  | { path: string; why: "missing" }
  | { path: string; why: "range"; min: number; max: number }
  | { path: string; why: "least"; least: number };

/** All that keeps `values` from being saved; paths are joined by dots, as the hub names fields. */
export function faultsOf(fields: readonly Field[], values: Values, path = ""): readonly Fault[] {
  return fields.flatMap((field) => fieldFaults(field, values[field.name], path === "" ? field.name : `${path}.${field.name}`));
}

function fieldFaults({ isRequired, initial, shape }: Field, value: unknown, path: string): readonly Fault[] {
  const isNothing = value === undefined || value === null || value === "";
  if (isNothing) {
    const mayBe = ("isOptional" in shape && shape.isOptional) || (value === undefined && (initial !== undefined || !isRequired));
    if (mayBe) return [];
    const least = leastOf(shape);
    return least > 0 ? [{ path, why: "least", least }] : isList(shape) ? [] : [{ path, why: "missing" }];
  }
  return valueFaults(shape, value, path);
}

function valueFaults(shape: Kind, value: unknown, path: string): readonly Fault[] {
  if (shape.kind === "integer") {
    const isIn = Number.isInteger(value) && (value as number) >= shape.min && (value as number) <= shape.max;
    return isIn ? [] : [{ path, why: "range", min: shape.min, max: shape.max }];
  }
  if (shape.kind === "record") return faultsOf(shape.fields, value as Values, path);
  const least = leastOf(shape);
  if (Array.isArray(value) && value.length < least) return [{ path, why: "least", least }];
  if (shape.kind === "list") return (value as Values[]).flatMap((entry, index) => faultsOf(shape.fields, entry, `${path}.${index}`));
  return [];
}

const leastOf = (shape: Kind): number => ("least" in shape ? shape.least : 0);
const isList = (shape: Kind): boolean => "least" in shape;
