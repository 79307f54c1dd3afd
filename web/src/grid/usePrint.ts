// The way from the grid to the printed roster: the same rows, ready for paper.
import { useCallback, useEffect } from "react";
import { useLocation } from "wouter";
import { rowsPart } from "./address";

export function usePrint(periodId: string): () => void {
  const [, go] = useLocation();
  return useCallback(
    () => go(`/periods/${encodeURIComponent(periodId)}/print${rowsPart(new URLSearchParams(location.search))}`),
    [go, periodId],
  );
}

/** Ctrl+P prints the table for paper, not the grid's window. */
export function usePrintKey(periodId: string): void {
  const print = usePrint(periodId);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "p" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      print();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [print]);
}
