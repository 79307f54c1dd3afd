// The grid's screen on a phone: a bar, chips, the grid, what hangs from it in sheets, four tabs at the foot.
import { ArrowLeft, CircleEllipsis, History, Loader, Search, Table2, TriangleAlert, Undo2, X } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { chipWords } from "../frame/Chip";
import { Button, IconButton } from "../ui/Controls";
import { useSignal } from "../ui/hooks";
import { words } from "../words";
import { Keys } from "./Around";
import { FilterBar } from "./FilterBar";
import { FilterMenu } from "./FilterMenu";
import { KeySheet } from "./KeySheet";
import { Note } from "./Note";
import { GenerateButton, GridArea, Panel, Strip } from "./Pieces";
import { RowsMenu } from "./RowsMenu";
import { ClosedBar } from "./States";
import type { Screen, Tab } from "./screen";
import { MoreList, PresentFaces, RedoButton } from "./Toolbar";
import { today } from "./today";

const titles = (): Record<Tab, string> => ({
  run: words.run.title,
  issues: words.issues.title,
  history: words.history.title,
  more: words.frame.more,
});

export function PhoneScreen({ screen }: { screen: Screen }) {
  const { controller, isReadOnly, tab } = screen;
  const hasKeySheet = useSignal(controller.keySheet);
  return (
    <div className="phone">
      <PhoneBar screen={screen} />
      <main className="phone-main">
        <Strip screen={screen} />
        <Chips screen={screen} />
        <ClosedBar screen={screen} />
        <FilterBar rows={screen.rows} controller={controller} />
        <GridArea screen={screen} />
      </main>
      {tab !== null ? <TabSheet screen={screen} tab={tab} /> : hasKeySheet && !isReadOnly && <KeySheet controller={controller} />}
      <Tabs screen={screen} />
      {screen.hasNote && <Note controller={controller} onClose={() => screen.setNote(false)} />}
      {screen.hasKeys && <Keys onClose={() => screen.setKeys(false)} />}
    </div>
  );
}

function PhoneBar({ screen }: { screen: Screen }) {
  const { client, period, header, name, goTo } = screen;
  const chip = useSignal(client.chip);
  const { text, look } = chipWords(chip);
  const state = words.periods[(header?.status ?? "draft") as "draft"];
  return (
    <header className="phone-bar">
      <Link href="/" className="icon-button" aria-label={words.frame.back}>
        <ArrowLeft size={22} />
      </Link>
      <div className="phone-title">
        <h1>{name}</h1>
        <p role="status" className={`is-${look}`}>
          {chip.kind === "live" ? `${state} · ${words.chip.saved}` : text}
        </p>
      </div>
      <PresentFaces period={period} onFind={goTo} />
      <GenerateButton screen={screen} />
    </header>
  );
}

function Chips({ screen: { rows, client, period, periodId, controller, checked, isReadOnly, setTab } }: { screen: Screen }) {
  const roster = useSignal(controller.roster);
  const count = checked.violations.length;
  return (
    <div className="phone-chips">
      {roster?.dayIndex.has(today()) && (
        <button type="button" onClick={() => controller.going.revealDate(today())}>
          {words.grid.today}
        </button>
      )}
      <RowsMenu className="phone-chip" rows={rows} controller={controller} isShort={true} />
      <FilterMenu className="phone-chip" rows={rows} controller={controller} />
      <button type="button" aria-label={words.find.open} onClick={() => controller.run({ do: "find", what: "cell" })}>
        <Search size={16} />
      </button>
      {count > 0 && (
        <button type="button" className="is-danger" onClick={() => setTab("issues")}>
          <TriangleAlert size={16} />
          {words.issues.count(count)}
        </button>
      )}
      {!isReadOnly && (
        <>
          <button type="button" aria-label={words.frame.undo} onClick={() => client.undo(periodId)}>
            <Undo2 size={16} />
          </button>
          <RedoButton client={client} period={period} className="" />
        </>
      )}
    </div>
  );
}

function TabSheet({ screen, tab }: { screen: Screen; tab: Tab }) {
  return (
    <section className="sheet" aria-label={titles()[tab]}>
      <i className="grip" aria-hidden="true" />
      <header>
        <h2>{titles()[tab]}</h2>
        <IconButton label={words.frame.close} onClick={() => screen.setTab(null)}>
          <X size={20} />
        </IconButton>
      </header>
      <div className="sheet-body">
        {tab === "more" ? (
          <>
            <div className="more-list">
              <Button icon={<History size={18} />} onClick={() => screen.setTab("history")}>
                {words.history.title}
              </Button>
            </div>
            <MoreList client={screen.client} periodId={screen.periodId} name={screen.name} onKeys={screen.help} />
          </>
        ) : (
          <Panel screen={screen} tab={tab} />
        )}
      </div>
    </section>
  );
}

function Tabs({ screen: { tab, setTab, checked } }: { screen: Screen }) {
  const tabs: readonly { tab: Tab | null; label: string; icon: ReactNode; count?: number }[] = [
    { tab: null, label: words.frame.grid, icon: <Table2 size={20} /> },
    { tab: "issues", label: words.issues.title, icon: <TriangleAlert size={20} />, count: checked.violations.length },
    { tab: "run", label: words.run.title, icon: <Loader size={20} /> },
    { tab: "more", label: words.frame.more, icon: <CircleEllipsis size={20} /> },
  ];
  return (
    <nav className="tabs-bar" aria-label={words.frame.navigation}>
      {tabs.map(({ tab: to, label, icon, count = 0 }) => (
        <button
          key={label}
          type="button"
          aria-label={count > 0 ? `${label}, ${words.number(count)}` : label}
          aria-current={to === tab ? "page" : undefined}
          onClick={() => setTab(to)}
        >
          <span>
            {icon}
            {count > 0 && <b data-count={count > 99 ? "99+" : count} />}
          </span>
          {label}
        </button>
      ))}
    </nav>
  );
}
