// The entries of a menu that export a period.
import { CalendarDays, FileSpreadsheet, FileText, Sheet } from "lucide-react";
import { type ReactNode, useCallback, useMemo } from "react";
import { useApp } from "../app/app";
import { Problem } from "../sync/auth";
import type { MenuItem } from "../ui/Menu";
import { words } from "../words";
import { download, KINDS, type Kind } from "./download";

const QUIET_MS = 400; // a longer wait is said
const ICONS: Record<Kind, ReactNode> = {
  csv: <FileText size={16} />,
  xlsx: <FileSpreadsheet size={16} />,
  pdf: <Sheet size={16} />,
  ics: <CalendarDays size={16} />,
};

/** Make a file; what goes wrong is said in a notice. `staffId`: one person's calendar. */
export function useDownload(periodId: string): (kind: Kind, staffId?: string) => void {
  const { auth, toasts } = useApp();
  return useCallback(
    (kind, staffId) => {
      const wait = setTimeout(() => toasts.say(words.exchange.making[kind]), QUIET_MS);
      download(auth, periodId, kind, staffId)
        .catch((problem: unknown) => {
          if (!(problem instanceof Problem)) throw problem;
          const isOurs = problem.status === 413 && problem.message !== "";
          toasts.say(isOurs ? problem.message : words.exchange.failed(problem.code), [], "alert");
        })
        .finally(() => clearTimeout(wait));
    },
    [auth, toasts, periodId],
  );
}

/** CSV, Excel, PDF and calendar of a period: for whoever may read it. */
export function useExports(periodId: string): readonly MenuItem[] {
  const save = useDownload(periodId);
  return useMemo(
    () =>
      KINDS.map((kind) => ({
        label: words.exchange.kinds[kind],
        icon: ICONS[kind],
        section: words.exchange.fileSection,
        run: () => save(kind),
      })),
    [save],
  );
}
