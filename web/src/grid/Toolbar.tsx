// The menus and buttons of the grid's bars, wide and narrow.
import { ChevronDown, Download, Ellipsis, Keyboard, LogOut, Moon, Redo2, Sun } from "lucide-react";
import { useLocation } from "wouter";
import { useApp } from "../app/app";
import { Faces } from "../frame/Faces";
import { usePeriods } from "../periods/Periods";
import type { Client, OpenPeriod } from "../sync/client";
import type { PresentUser } from "../sync/wire";
import { Button } from "../ui/Controls";
import { useIsDark, useSignal } from "../ui/hooks";
import { Menu } from "../ui/Menu";
import { change, settings } from "../ui/settings";
import { words } from "../words";
import type { GridController } from "./controller";
import { useExport } from "./hooks";
import type { GroupBy, Roster } from "./roster";

export function PeriodMenu({ client, periodId }: { client: Client; periodId: string }) {
  const { loaded } = usePeriods(client);
  const [, go] = useLocation();
  if (loaded.state !== "loaded") return null;
  const items = loaded.periods.map(({ id, name }) => ({
    label: name,
    isChosen: id === periodId,
    run: () => go(`/periods/${encodeURIComponent(id)}`),
  }));
  return (
    <Menu label={words.periods.title} className="icon-button" items={items}>
      <ChevronDown size={16} />
    </Menu>
  );
}

export function GroupMenu({ className, labels }: { className: string; labels: Record<GroupBy, string> }) {
  const { groupBy } = useSignal(settings);
  const items = (["group", "position", "none"] as const).map((by) => ({
    label: labels[by],
    isChosen: by === groupBy,
    run: () => change({ groupBy: by }),
  }));
  return (
    <Menu label={words.grid.rowsMenu} className={className} items={items}>
      {labels[groupBy]}
      <ChevronDown size={14} />
    </Menu>
  );
}

export function Palette({ controller, roster }: { controller: GridController; roster: Roster }) {
  return (
    <ul className="palette" aria-label={words.grid.palette}>
      {roster.palette.map(({ code, symbol, name, colour, keys }) => (
        <li key={code}>
          <button
            type="button"
            onClick={() => {
              controller.setShift(code);
              controller.focus();
            }}
          >
            <span className={`tile shift-${colour}`}>{symbol}</span>
            {name}
            {keys && <kbd>{keys.toUpperCase()}</kbd>}
          </button>
        </li>
      ))}
    </ul>
  );
}

export function MoreMenu({ periodId, name, onKeys }: { periodId: string; name: string; onKeys: () => void }) {
  const save = useExport(periodId, name);
  const { density } = useSignal(settings);
  const items = [
    { label: words.grid.exportCsv, icon: <Download size={16} />, run: save },
    { label: words.grid.keys, icon: <Keyboard size={16} />, run: onKeys },
    { label: words.grid.density.cosy, isChosen: density === "cosy", run: () => change({ density: "cosy" }) },
    { label: words.grid.density.compact, isChosen: density === "compact", run: () => change({ density: "compact" }) },
  ];
  return (
    <Menu label={words.frame.more} className="button is-plain is-square" items={items} side="right">
      <Ellipsis size={18} />
    </Menu>
  );
}

export function MoreList({ periodId, name, onKeys }: { periodId: string; name: string; onKeys: () => void }) {
  const { auth } = useApp();
  const dark = useIsDark();
  const save = useExport(periodId, name);
  return (
    <div className="more-list">
      <Button icon={<Download size={18} />} onClick={save}>
        {words.grid.exportCsv}
      </Button>
      <Button icon={dark ? <Sun size={18} /> : <Moon size={18} />} onClick={() => change({ theme: dark ? "light" : "dark" })}>
        {dark ? words.frame.toLight : words.frame.toDark}
      </Button>
      <Button icon={<Keyboard size={18} />} onClick={onKeys}>
        {words.grid.keys}
      </Button>
      <Button icon={<LogOut size={18} />} onClick={() => void auth.logout()}>
        {words.frame.signOut}
      </Button>
    </div>
  );
}

export function RedoButton({ client, period, className }: { client: Client; period: OpenPeriod; className: string }) {
  const canRedo = useSignal(period.canRedo);
  return (
    <button
      type="button"
      className={className}
      aria-label={words.frame.redo}
      title={words.frame.redo}
      disabled={!canRedo}
      onClick={() => client.redo(period.live.periodId)}
    >
      <Redo2 size={className ? 18 : 16} />
    </button>
  );
}

export function PresentFaces({ period, onFind }: { period: OpenPeriod; onFind: (user: PresentUser) => void }) {
  return <Faces others={useSignal(period.others)} onFind={onFind} />;
}
