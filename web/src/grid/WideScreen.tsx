// The grid's screen on a desktop: rail, bar, toolbar, grid, panel at the right, status line.
import { PanelRight, Search, Undo2 } from "lucide-react";
import { ConnectionChip } from "../frame/Chip";
import { Frame, ThemeSwitch } from "../frame/Frame";
import { IconButton } from "../ui/Controls";
import { useSignal } from "../ui/hooks";
import { change } from "../ui/settings";
import { words } from "../words";
import { First, Keys, StatusLine } from "./Around";
import { FilterBar } from "./FilterBar";
import { FilterMenu } from "./FilterMenu";
import { Note } from "./Note";
import { Palette } from "./Palette";
import { GenerateButton, GridArea, Panel, Strip } from "./Pieces";
import { RowsMenu } from "./RowsMenu";
import { ClosedBar } from "./States";
import type { Screen } from "./screen";
import { MoreMenu, PeriodMenu, PresentFaces, RedoButton } from "./Toolbar";

export function WideScreen({ screen }: { screen: Screen }) {
  const { periodId, controller, look, isReadOnly, live } = screen;
  const roster = useSignal(controller.roster);
  return (
    <Frame here="grid">
      <Bar screen={screen} />
      <div className={`work${look.isPanelOpen ? " has-panel" : ""}`}>
        <main className="work-main">
          <div className="toolbar">
            <RowsMenu className="button is-plain" rows={screen.rows} controller={controller} isShort={false} />
            <FilterMenu className="button is-plain" rows={screen.rows} controller={controller} />
            {!isReadOnly && roster && <Palette controller={controller} roster={roster} />}
            <span className="bar-gap" />
            <MoreMenu client={screen.client} periodId={periodId} name={screen.name} onKeys={screen.help} />
            <GenerateButton screen={screen} />
          </div>
          <Strip screen={screen} />
          {!look.hasSeenFirst && !isReadOnly && live.state && <First onKeys={screen.help} />}
          <ClosedBar screen={screen} />
          <FilterBar rows={screen.rows} controller={controller} />
          <GridArea screen={screen} />
        </main>
        {look.isPanelOpen && <SidePanel screen={screen} />}
      </div>
      <StatusLine controller={controller} live={live} density={screen.density} />
      {screen.hasNote && <Note controller={controller} onClose={() => screen.setNote(false)} />}
      {screen.hasKeys && <Keys onClose={() => screen.setKeys(false)} />}
    </Frame>
  );
}

function Bar({ screen: { client, controller, period, periodId, header, name, isReadOnly, look, goTo } }: { screen: Screen }) {
  const welcome = useSignal(client.welcome);
  return (
    <header className="bar">
      <h1>
        <span className="crumb">{welcome?.workspace.name ?? ""}</span>
        <span className="crumb-gap" aria-hidden="true">
          /
        </span>
        {name}
      </h1>
      <PeriodMenu client={client} periodId={periodId} />
      {header && <span className={`tag is-${header.status}`}>{words.periods[header.status as "draft"] ?? header.status}</span>}
      <span className="bar-gap" />
      <ConnectionChip client={client} />
      {!isReadOnly && (
        <>
          <IconButton label={words.frame.undo} onClick={() => client.undo(periodId)}>
            <Undo2 size={18} />
          </IconButton>
          <RedoButton client={client} period={period} className="icon-button" />
        </>
      )}
      <PresentFaces period={period} onFind={goTo} />
      <IconButton
        label={words.find.open}
        title={`${words.find.open} · Ctrl+F`}
        onClick={() => controller.run({ do: "find", what: "cell" })}
      >
        <Search size={18} />
      </IconButton>
      <IconButton label={words.frame.panel} aria-pressed={look.isPanelOpen} onClick={() => change({ isPanelOpen: !look.isPanelOpen })}>
        <PanelRight size={18} />
      </IconButton>
      <ThemeSwitch />
    </header>
  );
}

function SidePanel({ screen }: { screen: Screen }) {
  const tab = screen.tab === "issues" || screen.tab === "history" ? screen.tab : "run";
  return (
    <aside className="panel" aria-label={words.frame.panel}>
      <h2 className="sr-only">{words[tab].title}</h2>
      <div className="tabs" role="tablist">
        <PanelTab id="run" label={words.run.title} isHere={tab === "run"} onClick={() => screen.setTab("run")} />
        <PanelTab
          id="issues"
          label={words.issues.title}
          isHere={tab === "issues"}
          count={screen.checked.violations.length}
          onClick={() => screen.setTab("issues")}
        />
        <PanelTab id="history" label={words.history.title} isHere={tab === "history"} onClick={() => screen.setTab("history")} />
      </div>
      <div className="panel-body" role="tabpanel" aria-labelledby={`tab-${tab}`} id="panel">
        <Panel screen={screen} tab={tab} />
      </div>
    </aside>
  );
}

function PanelTab({
  id,
  label,
  isHere,
  count = 0,
  onClick,
}: {
  id: string;
  label: string;
  isHere: boolean;
  count?: number;
  onClick: () => void;
}) {
  return (
    <button type="button" role="tab" id={`tab-${id}`} aria-selected={isHere} aria-controls="panel" onClick={onClick}>
      {label}
      {count > 0 && <b>{words.number(count)}</b>}
    </button>
  );
}
