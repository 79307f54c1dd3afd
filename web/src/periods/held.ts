// A period that a screen follows live beside its table: open as long as somebody looks.
import { useCallback, useEffect, useState } from "react";
import type { Client, OpenPeriod } from "../sync/client";
import { useFrameTick } from "../ui/hooks";

/** The period, live, with `state === null` until it is here; null: none is asked for. Draws again when it moves, at most once a frame. */
export function useHeld(client: Client, periodId: string | null): OpenPeriod | null {
  const [held, setHeld] = useState<OpenPeriod | null>(null);
  useEffect(() => {
    if (periodId === null) return;
    const release = client.holdPeriod(periodId);
    setHeld(client.period(periodId));
    return () => {
      release();
      setHeld(null);
    };
  }, [client, periodId]);
  useFrameTick(useCallback((listener: () => void) => held?.live.events.on(listener) ?? nothing, [held]));
  return held;
}

const nothing = () => {};
