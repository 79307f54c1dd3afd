// Writes src/generated/protocol.ts from the hub's own models. PYTHON names the interpreter (default: the project's .venv).
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "json-schema-to-typescript";

const root = fileURLToPath(new URL("../../", import.meta.url));
const out = fileURLToPath(new URL("../src/generated/protocol.ts", import.meta.url));
const python = process.env.PYTHON ?? `${root}.venv/bin/python`;

const schema = execFileSync(python, ["-m", "shared.protocol.schema"], { cwd: root, encoding: "utf8", maxBuffer: 16 << 20 });
const fingerprint = createHash("sha256").update(schema).digest("hex");

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

const types = await compile(withUnknown(readable(JSON.parse(schema))), "Protocol", {
  bannerComment: `// Generated from shared/protocol by \`npm run generate\`; never edited.\n// schema sha256 ${fingerprint}`,
  additionalProperties: false,
  format: true,
});
writeFileSync(out, types);
