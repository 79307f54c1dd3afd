// The Japanese catalogue: one module a screen.
import type { Words } from "..";
import { configs } from "./configs";
import { conflicts } from "./conflicts";
import { exchange } from "./exchange";
import { find } from "./find";
import { history } from "./history";
import { page } from "./page";
import { periodActs } from "./periodActs";
import { print } from "./print";
import { rows } from "./rows";
import { rules } from "./rules";
import { settings } from "./settings";
import { shiftTypes } from "./shiftTypes";
import { staff } from "./staff";
import { statistics } from "./statistics";
import { users } from "./users";

export const ja: Words = {
  ...page,
  configs,
  conflicts,
  exchange,
  find,
  history,
  periodActs,
  print,
  rows,
  rules,
  settings,
  shiftTypes,
  staff,
  statistics,
  users,
};
