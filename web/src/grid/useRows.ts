// The rows' choice between the address, the controls and the grid.
import { useCallback, useEffect, useMemo } from "react";
import { useSearchParams } from "wouter";
import { useSignal } from "../ui/hooks";
import { change as changeSettings, settings } from "../ui/settings";
import { type RowsChange, rowsFrom, withRows } from "./address";
import type { Arrangement } from "./arranging";
import type { GridController } from "./controller";
import { NO_FILTER, type RowsChoice } from "./rows";

export interface Rows {
  choice: RowsChoice;
  arrangement: Arrangement;
  change: (some: RowsChange) => void;
  clear: () => void;
}

export function useRows(controller: GridController): Rows {
  const { groupBy } = useSignal(settings);
  const [params, setParams] = useSearchParams();
  const choice = useMemo(() => rowsFrom(params, groupBy), [params, groupBy]);
  const arrangement = useSignal(controller.arrangement);
  const change = useCallback(
    (some: RowsChange) => {
      if (some.groupBy) changeSettings({ groupBy: some.groupBy });
      setParams((now) => withRows(now, some), { replace: true });
    },
    [setParams],
  );
  const clear = useCallback(() => change({ filter: NO_FILTER }), [change]);
  useEffect(() => controller.set({ rows: choice }), [controller, choice]);
  useEffect(
    () =>
      controller.folds.on((key) => {
        const folded = new Set(choice.folded);
        if (!folded.delete(key)) folded.add(key);
        change({ folded });
      }),
    [controller, choice, change],
  );
  return { choice, arrangement, change, clear };
}
