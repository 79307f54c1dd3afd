// Code that comes when it is first wanted: null until it is there. Unlike React's own, it holds nothing back once it is loaded.
import { useEffect, useState } from "react";

const AGAIN_MS = 3000;

const loaded = new Map<() => Promise<unknown>, unknown>();

export function useLoaded<T>(load: () => Promise<T>, isWanted: boolean): T | null {
  const [, setTick] = useState(0);
  const here = (loaded.get(load) as T | undefined) ?? null;
  const isMissing = isWanted && here === null;
  useEffect(() => {
    if (!isMissing) return;
    let isGone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const fetchCode = () =>
      load().then(
        (code) => {
          loaded.set(load, code);
          if (!isGone) setTick((tick) => tick + 1);
        },
        // The hub is away; so is its code.
        () => {
          if (!isGone) timer = setTimeout(() => void fetchCode(), AGAIN_MS);
        },
      );
    void fetchCode();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [load, isMissing]);
  return here;
}
