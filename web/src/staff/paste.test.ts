// What becomes of a pasted list.
import { describe, expect, it } from "vitest";
import { readList } from "./paste";
import { type Person, personOf } from "./people";

const person = (fields: Partial<Record<string, unknown>>): Person => personOf({ id: String(fields.code), fields });
const AIKO = person({ code: "aiko", name: "Aiko Tanaka" });
const GONE = person({ code: "olga", name: "Olga Orlova", archived: true });

describe("a plain list", () => {
  it("takes each line as a name, and makes codes that nobody has", () => {
    const { people, columns } = readList("Mei Sato\n\n  Ben  Okafor \r\nBen Adler\n", [AIKO]);
    expect(people.map(({ name, code, line, fault }) => [line, name, code, fault])).toEqual([
      [1, "Mei Sato", "mei", null],
      [3, "Ben Okafor", "ben", null],
      [4, "Ben Adler", "ben-a", null],
    ]);
    expect(columns).toEqual([]);
  });

  it("doesn't cut a name at its comma", () => {
    expect(readList("Sato, Mei", []).people.map(({ name }) => name)).toEqual(["Sato, Mei"]);
  });

  it("says who is here already and what stands there twice, and lets namesakes be added", () => {
    const { people } = readList("aiko tanaka\nMei Sato\nMei Sato", [AIKO]);
    expect(people.map(({ fault, canBeAdded }) => [fault?.kind, canBeAdded])).toEqual([
      ["here", true],
      [undefined, true],
      ["twice", true],
    ]);
  });

  it("gives no code that somebody archived had", () => {
    expect(readList("Olga Petrova", [GONE]).people[0]?.code).toBe("olga-p");
  });

  it("has nothing to say of nothing", () => {
    expect(readList(" \n\t\n", [AIKO])).toEqual({ people: [], columns: [], leftOut: 0 });
  });
});

describe("a table", () => {
  it("knows its headings in any order and says which it doesn't know", () => {
    const { people, columns } = readList(
      "Team\tName\tShoe size\tRole\tCode\tSkills\tEmployment\nBar\tMei Sato\t38\tLead\tm1\tFirst aid (2027-03-01), Grill\tPart-time",
      [],
    );
    expect(columns.map(({ field }) => field)).toEqual(["group", "name", null, "position", "code", "skills", "employment"]);
    expect(people[0]).toMatchObject({
      name: "Mei Sato",
      code: "m1",
      position: "Lead",
      group: "Bar",
      employment: "part_time",
      skills: [
        { name: "First aid", until: "2027-03-01" },
        { name: "Grill", until: null },
      ],
    });
  });

  it("takes commas between columns only under a heading, and quotation marks hold them in", () => {
    const { people } = readList('name,position\n"Sato, Mei","Lead ""bar"""', []);
    expect(people[0]).toMatchObject({ name: "Sato, Mei", position: 'Lead "bar"' });
  });

  it("takes unnamed columns for name, position and group", () => {
    const { people, columns } = readList("Mei Sato\tLead\tBar\nTom\tRunner", []);
    expect(people.map(({ name, position, group }) => [name, position, group])).toEqual([
      ["Mei Sato", "Lead", "Bar"],
      ["Tom", "Runner", ""],
    ]);
    expect(columns.map(({ field }) => field)).toEqual(["name", "position", "group"]);
  });

  it("can't add a code that is taken, by whomever", () => {
    const { people } = readList("code\tname\naiko\tAiko T.\nolga\tOlga P.\nx\tAnn\nx\tBob", [AIKO, GONE]);
    expect(people.map(({ fault, canBeAdded }) => [fault?.kind, canBeAdded])).toEqual([
      ["here", false],
      ["codeTaken", false],
      [undefined, true],
      ["twice", false],
    ]);
  });

  it("gives nobody a code that stands further down", () => {
    expect(readList("name\tcode\nMei Sato\t\nMei Berg\tmei", []).people.map(({ code }) => code)).toEqual(["mei-s", "mei"]);
  });

  it("refuses what the hub can't hold", () => {
    expect(readList(`name\tcode\nMei\t${"x".repeat(33)}`, []).people[0]).toMatchObject({ fault: { kind: "tooLong" }, canBeAdded: false });
  });
});
