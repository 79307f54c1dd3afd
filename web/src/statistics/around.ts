// What the figures need from around them: names, looks, the way to the cells behind a mark.
import { type Person, type Roster, rosterOf } from "../grid/roster";
import { showing } from "../history/shown";
import type { Client } from "../sync/client";
import { type Cell, type CellAt, EMPTY_CELL } from "../sync/document";
import { words } from "../words";

export interface Around {
  roster: Roster | null;
  person: (staffId: string) => Pick<Person, "name" | "position">;
  rule: (ruleId: string) => string;
  cell: (staffId: string, date: string) => Cell;
  /** Go to the grid, these cells selected. */
  show: (cells: readonly CellAt[]) => void;
}

export function aroundOf(client: Client, periodId: string, go: (query: string) => void): Around {
  const { live } = client.period(periodId);
  const workspace = client.workspace.state;
  const roster = live.state && workspace ? rosterOf(live.state, workspace) : null;
  const staff = workspace?.all("staff");
  const rules = workspace?.all("rule");
  return {
    roster,
    person: (staffId) => {
      const fields = staff?.get(staffId) ?? {};
      return { name: String(fields.name || fields.code || "…"), position: String(fields.position ?? "") };
    },
    rule: (ruleId) => {
      const rule = rules?.get(ruleId);
      const kind = String(rule?.type ?? "…").replaceAll("_", " ");
      return String(rule?.name || kind[0]?.toUpperCase() + kind.slice(1));
    },
    cell: (staffId, date) => (live.state ? live.cell(staffId, date) : EMPTY_CELL),
    show: (cells) => {
      if (cells.length > 0) go(showing(cells));
    },
  };
}

export const hours = (minutes: number): string => words.statistics.number(minutes / 60);
