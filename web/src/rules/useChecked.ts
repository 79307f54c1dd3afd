// What the rules cost in a period, asked for again after each change of the workspace and when one comes back to the page.
import { useEffect, useState } from "react";
import { useApp } from "../app/app";
import { type Checked, Checker } from "../issues/checker";
import type { Client } from "../sync/client";
import { systemClock } from "../sync/clock";

const UNKNOWN: Checked = { state: "unknown", isChecking: false, score: null, violations: [] };

export function useChecked(client: Client, periodId: string | null): Checked {
  const { auth } = useApp();
  const [checked, setChecked] = useState(UNKNOWN);
  useEffect(() => {
    setChecked(UNKNOWN);
    if (periodId === null) return;
    const checker = new Checker(auth, systemClock, periodId);
    const stopFound = checker.found.subscribe(() => setChecked(checker.found.get()));
    const again = () => checker.changed();
    const stopRules = client.workspace.events.on(again);
    addEventListener("focus", again);
    again();
    return () => {
      stopFound();
      stopRules();
      removeEventListener("focus", again);
      checker.stop();
    };
  }, [client, auth, periodId]);
  return checked;
}
