// Whether the solver can be reached, as the hub says when it is asked; it comes back by itself.
import { useEffect, useState } from "react";

const FINE_MS = 60_000;
const AWAY_MS = 5_000;
const PATIENCE_MS = 10_000;

interface Health {
  solver?: boolean;
}

/** False only when the hub has said so: who can't hear the hub doesn't know. Hidden pages don't ask. */
export function useSolver(): boolean {
  const [isHere, setHere] = useState(true);
  useEffect(() => {
    const end = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<boolean> => {
      if (document.hidden) return true;
      try {
        const response = await fetch("/health", { signal: AbortSignal.any([end.signal, AbortSignal.timeout(PATIENCE_MS)]) });
        return ((await response.json()) as Health).solver !== false;
      } catch {
        return true; // no network, or a proxy that keeps it to itself: Generate will say what is wrong
      }
    };
    const go = async () => {
      const answer = await ask();
      if (end.signal.aborted) return;
      setHere(answer);
      timer = setTimeout(() => void go(), answer ? FINE_MS : AWAY_MS);
    };
    // The grid comes first.
    timer = setTimeout(() => void go(), 1_000);
    return () => {
      end.abort();
      clearTimeout(timer);
    };
  }, []);
  return isHere;
}
