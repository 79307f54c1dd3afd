// How large the cells are on this device, and the hands that change it: Ctrl+Alt+plus and minus, two fingers on glass.
import { useEffect } from "react";
import { useApp } from "../app/app";
import { useIsNarrow, useSignal } from "../ui/hooks";
import { change, DENSITIES, type Density, settings } from "../ui/settings";
import { words } from "../words";

/** So far two fingers go apart or together for one step. */
const PINCH_STEP = 1.3;

export function useDensity(isNarrow: boolean): Density {
  const { density, narrowDensity } = useSignal(settings);
  return isNarrow ? narrowDensity : density;
}

export function setDensity(density: Density, isNarrow: boolean): void {
  change(isNarrow ? { narrowDensity: density } : { density });
}

/** Steps through the densities by key and by pinch on `host`. */
export function useDensitySteps(host: React.RefObject<HTMLElement | null>): (by: -1 | 1) => void {
  const isNarrow = useIsNarrow();
  const { spoken } = useApp();
  const step = (by: -1 | 1) => {
    const { density, narrowDensity } = settings.get();
    const next = DENSITIES[DENSITIES.indexOf(isNarrow ? narrowDensity : density) + by];
    if (!next) return;
    setDensity(next, isNarrow);
    spoken.set(words.rows.densitySpoken(words.grid.density[next]));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: `step` reads what is set when it is called
  useEffect(() => {
    const target = host.current;
    if (!target) return;
    let apart = 0;
    const distance = ({ touches: [a, b] }: TouchEvent) => (a && b ? Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) : 0);
    const start = (event: TouchEvent) => {
      apart = distance(event);
    };
    const move = (event: TouchEvent) => {
      const now = distance(event);
      if (apart === 0 || now === 0) return;
      const ratio = now / apart;
      if (ratio < PINCH_STEP && ratio > 1 / PINCH_STEP) return;
      step(ratio > 1 ? 1 : -1);
      apart = now;
    };
    target.addEventListener("touchstart", start, { passive: true });
    target.addEventListener("touchmove", move, { passive: true });
    return () => {
      target.removeEventListener("touchstart", start);
      target.removeEventListener("touchmove", move);
    };
  }, [host, isNarrow]);
  return step;
}
