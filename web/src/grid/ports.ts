// What the grid is given: a period to show, the clock and sizes to show it by, and how the person wants it shown.
import type { Client, OpenPeriod } from "../sync/client";
import type { Geometry } from "./layout";
import type { RowsChoice } from "./rows";
import type { TotalKind } from "./totals";

export interface Ports {
  client: Client;
  period: OpenPeriod;
  today: string;
  now: () => number;
  geometry: () => Geometry;
}

export interface GridSettings {
  rows: RowsChoice;
  totals: readonly TotalKind[];
  hasShortFoot: boolean;
  isFootOpen: boolean;
  hasShortNames: boolean;
  hasInitials: boolean;
}
