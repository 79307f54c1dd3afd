// What lies around the grid: the status line, the first visit's card, the list of keys, the grey bars of loading.
import { X } from "lucide-react";
import type { LivePeriod } from "../sync/live";
import { Button, IconButton } from "../ui/Controls";
import { Dialog } from "../ui/Dialog";
import { useFrameTick, useSignal } from "../ui/hooks";
import { change } from "../ui/settings";
import { words } from "../words";
import type { GridController } from "./controller";

export function StatusLine({ controller, live, density }: { controller: GridController; live: LivePeriod; density: "cosy" | "compact" }) {
  const selected = useSignal(controller.selected);
  useFrameTick(live.events.on);
  const say = words.grid;
  const size = selected && say.selected(selected.size.rows, selected.size.columns);
  return (
    <footer className="status-line">
      {size && (
        <span>
          <b>{size.size}</b> {size.rest}
        </span>
      )}
      {selected?.counts.map(({ code, symbol, count }) => (
        <span key={code}>
          {symbol} <b>{words.number(count)}</b>
        </span>
      ))}
      {selected && selected.hours > 0 && <b>{say.hoursOf(selected.hours)}</b>}
      <span className="bar-gap" />
      <span>{say.version(live.version)}</span>
      <span>{say.density[density]}</span>
    </footer>
  );
}

export function First({ onKeys }: { onKeys: () => void }) {
  return (
    <div className="first">
      <p>
        <strong>{words.run.firstTitle}</strong> {words.run.first}
      </p>
      <Button look="quiet" onClick={onKeys}>
        {words.run.firstKeys}
      </Button>
      <IconButton label={words.frame.close} onClick={() => change({ hasSeenFirst: true })}>
        <X size={16} />
      </IconButton>
    </div>
  );
}

export function Keys({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={words.keys.title} onClose={onClose}>
      <dl className="key-table">
        {words.keys.table.map(([keys, does]) => (
          <div key={keys}>
            <dt>{keys}</dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

export function Loading() {
  return (
    <div className="grid-loading" aria-busy="true" role="img" aria-label={words.frame.loading}>
      {Array.from({ length: 12 }, (_, row) => row).map((row) => (
        <i key={row} />
      ))}
    </div>
  );
}
