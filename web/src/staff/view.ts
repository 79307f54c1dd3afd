// What is looked at on the staff screen: it is all in the address.
import { useCallback, useMemo } from "react";
import { useSearchParams } from "wouter";
import { COLUMNS, type Column, type Sorting } from "./people";

export interface View {
  readonly filter: string;
  readonly sorting: Sorting;
  readonly withArchived: boolean;
  readonly personId: string | null;
  readonly wantsPaste: boolean;
  readonly setFilter: (filter: string) => void;
  readonly sortBy: (column: Column) => void;
  readonly setArchived: (withArchived: boolean) => void;
  readonly show: (personId: string | null) => void;
}

export function useView(): View {
  const [search, setSearch] = useSearchParams();
  const set = useCallback(
    (values: Record<string, string | null>) =>
      setSearch(
        (before) => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries(values)) {
            if (value === null || value === "") after.delete(name);
            else after.set(name, value);
          }
          return after;
        },
        { replace: true },
      ),
    [setSearch],
  );
  const by = COLUMNS.find((column) => column === search.get("sort")) ?? "name";
  const isDown = search.get("down") === "1";
  const sorting = useMemo(() => ({ by, isDown }), [by, isDown]);
  return {
    filter: search.get("find") ?? "",
    sorting,
    withArchived: search.get("archived") === "1",
    personId: search.get("person"),
    wantsPaste: search.get("paste") === "1",
    setFilter: (filter) => set({ find: filter }),
    sortBy: (column) => set({ sort: column, down: column === by && !isDown ? "1" : null }),
    setArchived: (withArchived) => set({ archived: withArchived ? "1" : null }),
    show: useCallback((personId) => set({ person: personId, paste: null }), [set]),
  };
}
