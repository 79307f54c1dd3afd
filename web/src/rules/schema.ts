// The catalogue's JSON Schema as fields of a form: what kind each one is, its title, help and limits.

export interface JsonSchema {
  type?: string;
  title?: string;
  description?: string;
  format?: string;
  default?: unknown;
  enum?: readonly string[];
  minimum?: number;
  maximum?: number;
  exclusiveMaximum?: number;
  minItems?: number;
  maxItems?: number;
  maxLength?: number;
  anyOf?: readonly JsonSchema[];
  items?: JsonSchema;
  properties?: Readonly<Record<string, JsonSchema>>;
  additionalProperties?: JsonSchema | boolean;
  required?: readonly string[];
  $ref?: string;
  $defs?: Readonly<Record<string, JsonSchema>>;
}

/** An entry of `GET /rules/catalogue`. */
export interface RuleType {
  type: string;
  title: string;
  help: string;
  unit: string;
  schema: JsonSchema;
  defaults: Values;
  example: Values;
}

/** A rule's parameters, or an entry of a list in them. */
export type Values = Readonly<Record<string, unknown>>;

export type Kind =
  | { kind: "integer"; min: number; max: number; isOptional: boolean }
  | { kind: "boolean" }
  | { kind: "text" | "date" | "shift" | "staff"; isOptional: boolean }
  | { kind: "choice"; options: readonly string[] }
  | { kind: "choices"; options: readonly string[] }
  | { kind: "shifts" | "people" | "weekdays" | "dates" | "texts"; least: number; isOptional: boolean }
  | { kind: "points"; max: number }
  | { kind: "record"; fields: readonly Field[]; isOptional: boolean }
  | { kind: "list"; fields: readonly Field[]; least: number; most: number };

export interface Field {
  name: string;
  title: string;
  help: string;
  isRequired: boolean;
  initial: unknown;
  shape: Kind;
}

const INTEGER_MAX = 2 ** 31;
const LIST_MAX = 20_000;
const LISTS_OF = { "shift-code": "shifts", "staff-id": "people", date: "dates" } as const;
const TEXTS_OF = { "shift-code": "shift", "staff-id": "staff", date: "date" } as const;

type Defs = Readonly<Record<string, JsonSchema>>;

/** The fields of an object's schema, in its order. Throws on a schema that no form can be made for. */
export function fieldsOf(schema: JsonSchema, defs: Defs = schema.$defs ?? {}): readonly Field[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    title: property.title ?? resolved(property, defs).title ?? name,
    help: property.description ?? "",
    isRequired: required.has(name),
    initial: property.default,
    shape: kindOf(name, property, defs),
  }));
}

function resolved(schema: JsonSchema, defs: Defs): JsonSchema {
  return schema.$ref ? (defs[schema.$ref.replace("#/$defs/", "")] ?? {}) : schema;
}

function kindOf(name: string, given: JsonSchema, defs: Defs): Kind {
  const isOptional = given.anyOf?.some(({ type }) => type === "null") ?? false;
  const schema = resolved(given.anyOf?.find(({ type }) => type !== "null") ?? given, defs);
  if (schema.enum) return { kind: "choice", options: schema.enum };
  if (schema.type === "integer") {
    const max = schema.exclusiveMaximum === undefined ? (schema.maximum ?? INTEGER_MAX) : schema.exclusiveMaximum - 1;
    return { kind: "integer", min: schema.minimum ?? 0, max, isOptional };
  }
  if (schema.type === "boolean") return { kind: "boolean" };
  if (schema.type === "string") return { kind: TEXTS_OF[schema.format as keyof typeof TEXTS_OF] ?? "text", isOptional };
  if (schema.type === "array" && schema.items) return listOf(schema, resolved(schema.items, defs), isOptional, defs);
  if (schema.properties) return { kind: "record", fields: fieldsOf(schema, defs), isOptional };
  if (typeof schema.additionalProperties === "object") return { kind: "points", max: schema.additionalProperties.maximum ?? INTEGER_MAX };
  throw new Error(`no form for ${name}`);
}

function listOf(schema: JsonSchema, items: JsonSchema, isOptional: boolean, defs: Defs): Kind {
  const least = schema.minItems ?? 0;
  if (items.enum) return { kind: "choices", options: items.enum };
  if (items.type === "integer") return { kind: "weekdays", least, isOptional };
  if (items.type === "string") return { kind: LISTS_OF[items.format as keyof typeof LISTS_OF] ?? "texts", least, isOptional };
  return { kind: "list", fields: fieldsOf(items, defs), least, most: schema.maxItems ?? LIST_MAX };
}

/** An object with what its fields begin with; what is required and has no beginning is left out. */
export function blank(fields: readonly Field[]): Values {
  const given = fields.filter(({ isRequired, initial, shape }) => !isRequired && initial !== undefined && shape.kind !== "record");
  const records = fields.filter(({ isRequired, shape }) => isRequired && shape.kind === "record").map(({ name }) => [name, {}]);
  return Object.fromEntries([...given.map(({ name, initial }) => [name, initial]), ...records]);
}
