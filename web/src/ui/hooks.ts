// Observable values in React.
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import type { Signal } from "../sync/signal";
import { settings } from "./settings";

export function useSignal<T>(signal: Signal<T>): T {
  return useSyncExternalStore(signal.subscribe, signal.get);
}

/** True while the media query holds. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

/** Narrower than this the panel is a sheet and the rail a bar at the foot. */
export const useIsNarrow = (): boolean => useMedia("(max-width: 760px)");

/** Whether the page is dark now: by choice on this device, else as the system is. */
export function useIsDark(): boolean {
  const { theme } = useSignal(settings);
  const isSystemDark = useMedia("(prefers-color-scheme: dark)");
  return theme === null ? isSystemDark : theme === "dark";
}

/** Draws again after `subscribe`'s source moved, at most once a frame. */
export function useFrameTick(subscribe: (listener: () => void) => () => void): number {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    let frame = 0;
    const stop = subscribe(() => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        setTick((n) => n + 1);
      });
    });
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [subscribe]);
  return tick;
}
