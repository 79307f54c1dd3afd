// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import { en } from "./en";
import { languageOf } from "./index";
import { ja } from "./ja";

const taken: string[] = [];

vi.mock("./index", async (original) => ({
  ...(await original<typeof import("./index")>()),
  words: new Proxy(en, {
    get: (catalogue, area) => {
      taken.push(String(area));
      return Reflect.get(catalogue, area);
    },
  }),
}));

const modules = import.meta.glob([
  "../**/*.ts",
  "../**/*.tsx",
  "!../**/*.test.*",
  "!../main.tsx",
  "!../generated/**",
  "!../**/fixtures/**",
]);

test("no module takes a word while it is loaded: the language is chosen after that", async () => {
  const early: string[] = [];
  for (const [path, load] of Object.entries(modules)) {
    taken.length = 0;
    await load();
    if (taken.length > 0) early.push(`${path}: ${taken.join()}`);
  }
  expect(early).toEqual([]);
}, 30_000);

test.each([
  [["ja-JP", "en"], "ja"],
  [["de", "fr"], "en"],
  [["de", "en-GB", "ja"], "en"],
  [[], "en"],
] as const)("a browser that asks for %j is answered in %s", (wanted, language) => {
  expect(languageOf(wanted)).toBe(language);
});

/** Every text and every text's maker of a catalogue, by its path. */
function leaves(node: unknown, path = ""): [string, unknown][] {
  if (node === null || typeof node !== "object" || Array.isArray(node)) return [[path, node]];
  return Object.entries(node).flatMap(([key, value]) => leaves(value, path === "" ? key : `${path}.${key}`));
}

test("the Japanese catalogue has the English one's words, of the same kinds", () => {
  const shape = (catalogue: object) => leaves(catalogue).map(([path, value]) => `${path}: ${Array.isArray(value) ? "list" : typeof value}`);
  expect(shape(ja).sort()).toEqual(shape(en).sort());
});
