// The menus and buttons of the grid's bars, wide and narrow.
import { ChevronDown, Ellipsis, Keyboard, LogOut, Moon, Printer, Redo2, Sun } from "lucide-react";
import { useLocation } from "wouter";
import { useApp } from "../app/app";
import { useExports } from "../exchange/useExports";
import { useImport } from "../exchange/useImport";
import { Faces } from "../frame/Faces";
import { usePeriods } from "../periods/Periods";
import type { Client, OpenPeriod } from "../sync/client";
import type { PresentUser } from "../sync/wire";
import { Button, Choice } from "../ui/Controls";
import { useIsDark, useSignal } from "../ui/hooks";
import { Menu, type MenuItem } from "../ui/Menu";
import { change, DENSITIES, settings } from "../ui/settings";
import { words } from "../words";
import { TOTALS } from "./totals";
import { usePrint } from "./usePrint";

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

interface MoreProps {
  client: Client;
  periodId: string;
  name: string;
  onKeys: () => void;
}

export function MoreMenu({ client, periodId, name, onKeys }: MoreProps) {
  const exports = useExports(periodId);
  const { items: imports, dialog } = useImport(client, { id: periodId, name });
  const printed = usePrint(periodId);
  const { density, totals } = useSignal(settings);
  const items: MenuItem[] = [
    { label: words.print.act, icon: <Printer size={16} />, run: printed },
    { label: words.grid.keys, icon: <Keyboard size={16} />, run: onKeys },
    ...exports,
    ...imports,
    ...TOTALS.map((kind) => ({
      section: words.rows.totalsTitle,
      label: words.rows.totalsLong[kind],
      isChosen: totals.includes(kind),
      isOneOfMany: true,
      run: () => change({ totals: TOTALS.filter((one) => (one === kind ? !totals.includes(kind) : totals.includes(one))) }),
    })),
    ...DENSITIES.map((one) => ({
      section: words.rows.densityTitle,
      label: words.grid.density[one],
      isChosen: one === density,
      run: () => change({ density: one }),
    })),
  ];
  return (
    <>
      <Menu label={words.frame.more} className="button is-plain is-square" items={items} side="right">
        <Ellipsis size={18} />
      </Menu>
      {dialog}
    </>
  );
}

export function MoreList({ client, periodId, name, onKeys }: MoreProps) {
  const { auth } = useApp();
  const dark = useIsDark();
  const exports = useExports(periodId);
  const { items: imports, dialog } = useImport(client, { id: periodId, name });
  const printed = usePrint(periodId);
  const { narrowDensity } = useSignal(settings);
  return (
    <>
      <div className="more-list">
        <Choice
          label={words.rows.densityTitle}
          value={narrowDensity}
          options={DENSITIES.map((one) => [one, words.grid.density[one]] as const)}
          onChange={(one) => change({ narrowDensity: one })}
        />
        <Button icon={<Printer size={18} />} onClick={printed}>
          {words.print.act}
        </Button>
        {[...exports, ...imports].map(({ label, icon, run }) => (
          <Button key={label} icon={icon} onClick={run}>
            {label}
          </Button>
        ))}
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
      {dialog}
    </>
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
