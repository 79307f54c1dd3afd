// Writes src/generated/protocol.ts and api.ts from the hub's own models. PYTHON names the interpreter (default: the project's .venv).
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "json-schema-to-typescript";

const root = fileURLToPath(new URL("../../", import.meta.url));
const generated = (name) => fileURLToPath(new URL(`../src/generated/${name}.ts`, import.meta.url));
const python = process.env.PYTHON ?? `${root}.venv/bin/python`;

const printed = (module) => execFileSync(python, ["-m", module], { cwd: root, encoding: "utf8", maxBuffer: 16 << 20 });

/** What the compiler does not know: tuples of draft 2020-12, and that an empty schema is any value. */
function readable(node) {
  if (Array.isArray(node)) return node.map(readable);
  if (node === null || typeof node !== "object") return node;
  // How many there may be is the hub's to check: TypeScript would ask for tuples.
  const { prefixItems, minItems, maxItems, ...rest } = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, readable(value)]),
  );
  if (prefixItems) return { ...rest, items: prefixItems, minItems: prefixItems.length, maxItems: prefixItems.length };
  return rest;
}
function withUnknown(node) {
  if (Array.isArray(node)) return node.map(withUnknown);
  if (node === null || typeof node !== "object") return node;
  const { properties, ...rest } = node;
  const others = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, withUnknown(value)]));
  if (!properties) return others;
  const says = ["type", "$ref", "anyOf", "oneOf", "allOf", "const", "enum"];
  const named = Object.entries(properties).map(([name, of]) => [
    name,
    says.some((word) => word in of) ? withUnknown(of) : { ...of, tsType: "unknown" },
  ]);
  return { ...others, properties: Object.fromEntries(named) };
}

/** One schema's definitions as a file of types. */
async function write(name, source, text) {
  const fingerprint = createHash("sha256").update(text).digest("hex");
  const title = name[0].toUpperCase() + name.slice(1);
  const types = await compile(withUnknown(readable(JSON.parse(text))), title, {
    bannerComment: `// Generated from ${source} by \`npm run generate\`; never edited.\n// schema sha256 ${fingerprint}`,
    additionalProperties: false,
    unreachableDefinitions: name === "api",
    format: true,
  });
  writeFileSync(generated(name), types);
}

await write("protocol", "shared/protocol", printed("shared.protocol.schema"));
await write("api", "hub/api", printed("hub.api.schema"));
