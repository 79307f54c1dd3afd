// A kind of rule with its texts in the reader's language. The hub's own are English.
import { words } from "../words";
import type { JsonSchema, RuleType } from "./schema";

export function inWords(type: RuleType): RuleType {
  const say = words.rules.catalogueText;
  return { ...type, title: say(type.title), help: say(type.help), unit: say(type.unit), schema: schemaInWords(type.schema, say) };
}

type Say = (text: string) => string;

function schemaInWords(schema: JsonSchema, say: Say): JsonSchema {
  const { title, description, properties, $defs } = schema;
  return {
    ...schema,
    ...(title === undefined ? {} : { title: say(title) }),
    ...(description === undefined ? {} : { description: say(description) }),
    ...(properties ? { properties: eachInWords(properties, say) } : {}),
    ...($defs ? { $defs: eachInWords($defs, say) } : {}),
  };
}

const eachInWords = (schemas: Readonly<Record<string, JsonSchema>>, say: Say): Readonly<Record<string, JsonSchema>> =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, schemaInWords(schema, say)]));
