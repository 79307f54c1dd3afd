// What lies around the grid: the status line, the first visit's card, the list of keys, the grey bars of loading.
import { Brush, X } from "lucide-react";
import type { LivePeriod } from "../sync/live";
import { Button, IconButton } from "../ui/Controls";
import { Dialog } from "../ui/Dialog";
import { useFrameTick, useSignal } from "../ui/hooks";
import { change, type Density } from "../ui/settings";
import { words } from "../words";
import type { GridController } from "./controller";

export function StatusLine({ controller, live, density }: { controller: GridController; live: LivePeriod; density: Density }) {
  const selected = useSignal(controller.selected);
  useFrameTick(live.events.on);
  const say = words.grid;
  const brush = useSignal(controller.brush);
  const roster = useSignal(controller.roster);
  const size =
    selected &&
    (selected.ranges > 1 ? words.find.severalSelected(selected.count) : say.selected(selected.size.rows, selected.size.columns));
  const drawn = brush && (brush.code === null ? words.find.brush.clear : (roster?.shifts.get(brush.code)?.name ?? brush.code));
  return (
    <footer className="status-line">
      {drawn !== null && (
        <span className="status-brush">
          <Brush size={14} />
          {words.find.brush.armed(drawn)} · {words.find.brush.end}
        </span>
      )}
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
      {selected && selected.short > 0 && <b className="is-short">{words.rows.short(selected.short)}</b>}
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
