// The page's screens: their addresses, and the files that are loaded when one is opened.
import type { LucideIcon } from "lucide-react";
import { BarChart3, CalendarRange, Clock, Inbox, ListChecks, Settings, SlidersHorizontal, Table2, UserCog, Users } from "lucide-react";
import { useApp } from "../app/app";
import { useSignal } from "../ui/hooks";

export type ScreenName =
  | "grid"
  | "periods"
  | "staff"
  | "shiftTypes"
  | "rules"
  | "configs"
  | "statistics"
  | "conflicts"
  | "settings"
  | "users";

export interface ScreenLink {
  name: ScreenName;
  icon: LucideIcon;
  /** Its address; `periodId` is the period that was open last. Null: it needs one, and there is none. */
  href: (periodId: string | null) => string | null;
  /** Loads its code, so that a click finds it there. */
  prefetch?: () => Promise<unknown>;
  isAtFoot?: boolean;
  isForAdmins?: boolean;
}

const ofPeriod = (periodId: string | null, rest = ""): string | null =>
  periodId === null ? null : `/periods/${encodeURIComponent(periodId)}${rest}`;

export const load = {
  staff: () => import("../staff/StaffScreen"),
  shiftTypes: () => import("../shiftTypes/ShiftTypesScreen"),
  rules: () => import("../rules/RulesScreen"),
  configs: () => import("../configs/ConfigsScreen"),
  conflicts: () => import("../conflicts/ConflictsScreen"),
  statistics: () => import("../statistics/StatisticsScreen"),
  settings: () => import("../settings/SettingsScreen"),
  users: () => import("../users/UsersScreen"),
  print: () => import("../print/PrintScreen"),
};

/** In the order of the rail. */
const SCREENS: readonly ScreenLink[] = [
  { name: "grid", icon: Table2, href: (periodId) => ofPeriod(periodId) },
  { name: "periods", icon: CalendarRange, href: () => "/" },
  { name: "staff", icon: Users, href: () => "/staff", prefetch: load.staff },
  { name: "shiftTypes", icon: Clock, href: () => "/shift-types", prefetch: load.shiftTypes },
  { name: "rules", icon: ListChecks, href: () => "/rules", prefetch: load.rules },
  { name: "configs", icon: SlidersHorizontal, href: () => "/configurations", prefetch: load.configs },
  { name: "statistics", icon: BarChart3, href: (periodId) => ofPeriod(periodId, "/statistics"), prefetch: load.statistics },
  { name: "conflicts", icon: Inbox, href: () => "/conflicts", prefetch: load.conflicts },
  { name: "users", icon: UserCog, href: () => "/users", prefetch: load.users, isAtFoot: true, isForAdmins: true },
  { name: "settings", icon: Settings, href: () => "/settings", prefetch: load.settings, isAtFoot: true },
];

export type OpenScreen = Omit<ScreenLink, "href"> & { href: string };

/** The screens that who is signed in can go to now. */
export function useScreens(): readonly OpenScreen[] {
  const { auth, lastPeriod } = useApp();
  const who = useSignal(auth.who);
  const periodId = useSignal(lastPeriod);
  const isAdmin = who !== null && who !== "unknown" && who.user.role === "admin";
  return SCREENS.flatMap((link) => {
    const href = link.href(periodId);
    return href === null || (link.isForAdmins && !isAdmin) ? [] : [{ ...link, href }];
  });
}
