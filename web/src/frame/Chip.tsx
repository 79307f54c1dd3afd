// The chip that tells the truth about the connection and about what waits.
import { useApp } from "../app/app";
import type { Chip } from "../sync/chip";
import type { Client } from "../sync/client";
import { useSignal } from "../ui/hooks";
import { words } from "../words";
import { WaitingList } from "./Waiting";

export function chipWords(chip: Chip): { text: string; look: "ok" | "info" | "warn" | "danger" | "quiet" } {
  const say = words.chip;
  switch (chip.kind) {
    case "live":
      return { text: say.live, look: "ok" };
    case "connecting":
      return { text: say.connecting, look: "quiet" };
    case "saving":
      return { text: say.saving(chip.waiting), look: "info" };
    case "reconnecting":
      return { text: say.reconnecting(chip.waiting), look: "warn" };
    case "offline":
      return { text: say.offline(chip.waiting), look: "danger" };
    case "catchingUp":
      return { text: say.catchingUp, look: "info" };
    case "cantSave":
      return { text: say.cantSave(chip.waiting), look: "danger" };
    case "viewOnly":
      return { text: say.viewOnly, look: "quiet" };
    case "signIn":
      return { text: say.signIn, look: "danger" };
    case "newVersion":
      return { text: say.newVersion, look: "info" };
    case "stopped":
      return { text: say.stopped, look: "danger" };
  }
}

export function ConnectionChip({ client }: { client: Client }) {
  const { toasts } = useApp();
  const chip = useSignal(client.chip);
  const { text, look } = chipWords(chip);
  const act = actOf(chip, client, () => toasts.say(words.chip.catchingUp));
  return (
    <span className={`chip is-${look}`}>
      <span role="status">
        <i aria-hidden="true" />
        {text}
      </span>
      {isAnythingWaiting(chip) && <WaitingList client={client} text={words.chip.show} />}
      {act && (
        <button type="button" onClick={act.run}>
          {act.label}
        </button>
      )}
    </span>
  );
}

/** What takes a moment only isn't worth a list. */
function isAnythingWaiting(chip: Chip): boolean {
  return "waiting" in chip && chip.waiting > 0 && chip.kind !== "saving" && chip.kind !== "signIn";
}

function actOf(chip: Chip, client: Client, onRetry: () => void): { label: string; run: () => void } | null {
  if (chip.kind === "newVersion") return { label: words.frame.reload, run: () => location.reload() };
  if (chip.kind === "offline" || chip.kind === "reconnecting") return { label: words.frame.retry, run: () => client.nudge() };
  if (chip.kind !== "stopped") return null;
  return {
    label: words.frame.retry,
    run: () => {
      onRetry();
      client.connect();
    },
  };
}
