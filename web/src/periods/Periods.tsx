// The list of periods: rows on a wide screen, cards on a narrow one.
import { Plus, Upload } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Link } from "wouter";
import { ConnectionChip } from "../frame/Chip";
import { Frame, Logo, ThemeSwitch } from "../frame/Frame";
import { ScreenMenu } from "../frame/ScreenMenu";
import { useMayEdit } from "../records/rights";
import { useUndoEndsHere } from "../records/undoable";
import type { Client } from "../sync/client";
import { Button } from "../ui/Controls";
import { useIsNarrow, useSignal } from "../ui/hooks";
import { words } from "../words";
import { type ListedPeriod, type Loaded, useFresh, usePeriods } from "./list";
import { PeriodRow } from "./PeriodRow";
import "./periods.css";

export { type ListedPeriod, usePeriods } from "./list";

const NewPeriod = lazy(() => import("./NewPeriod"));
const EditPeriod = lazy(() => import("./EditPeriod"));
const DeletePeriod = lazy(() => import("./DeletePeriod"));
const PeriodPeople = lazy(() => import("./PeriodPeople"));
const ImportDialog = lazy(() => import("../exchange/ImportDialog"));

export type OpenDialog = { kind: "new" | "import" } | { kind: "edit" | "people" | "delete"; period: ListedPeriod } | null;

export function PeriodsScreen({ client }: { client: Client }) {
  const [withArchived, setArchived] = useState(false);
  const { loaded, again } = usePeriods(client, withArchived);
  useFresh(again);
  const [open, setOpen] = useState<OpenDialog>(null);
  const mayEdit = useMayEdit(client);
  useUndoEndsHere(client);
  return (
    <Frame here="periods">
      <Bar client={client} />
      <main className="periods">
        {mayEdit && loaded.state === "loaded" && (loaded.periods.length > 0 || withArchived) && (
          <div className="period-tools">
            <label className="check">
              <input type="checkbox" checked={withArchived} onChange={(event) => setArchived(event.target.checked)} />
              {words.periodActs.withArchived}
            </label>
            <span className="bar-gap" />
            <Button icon={<Upload size={16} />} onClick={() => setOpen({ kind: "import" })}>
              {words.periodActs.import}
            </Button>
            <Button look="primary" icon={<Plus size={16} />} onClick={() => setOpen({ kind: "new" })}>
              {words.periodActs.create}
            </Button>
          </div>
        )}
        <PeriodList client={client} loaded={loaded} mayEdit={mayEdit} open={setOpen} onAgain={again} />
      </main>
      <Suspense fallback={null}>
        <Opened
          client={client}
          open={open}
          periods={loaded.state === "loaded" ? loaded.periods : []}
          onClose={() => {
            setOpen(null);
            again();
          }}
        />
      </Suspense>
    </Frame>
  );
}

function Bar({ client }: { client: Client }) {
  const welcome = useSignal(client.welcome);
  const isNarrow = useIsNarrow();
  return (
    <header className="bar">
      {isNarrow && <Logo />}
      <h1>
        <span className="crumb">{welcome?.workspace.name ?? ""}</span>
        <span className="crumb-gap" aria-hidden="true">
          /
        </span>
        {words.periods.title}
      </h1>
      <span className="bar-gap" />
      <ConnectionChip client={client} />
      {isNarrow ? <ScreenMenu here="periods" /> : <ThemeSwitch />}
    </header>
  );
}

function Opened(props: { client: Client; open: OpenDialog; periods: readonly ListedPeriod[]; onClose: () => void }) {
  const { client, open, periods, onClose } = props;
  switch (open?.kind) {
    case undefined:
      return null;
    case "new":
      return <NewPeriod client={client} periods={periods} onClose={onClose} />;
    case "import":
      return <ImportDialog client={client} onClose={onClose} />;
    case "edit":
      return <EditPeriod client={client} period={open.period} onClose={onClose} />;
    case "people":
      return <PeriodPeople client={client} periodId={open.period.id} onClose={onClose} />;
    case "delete":
      return <DeletePeriod client={client} period={open.period} onClose={onClose} />;
  }
}

interface PeriodListProps {
  client: Client;
  loaded: Loaded;
  mayEdit: boolean;
  open: (dialog: OpenDialog) => void;
  onAgain: () => void;
}

function PeriodList({ client, loaded, mayEdit, open, onAgain }: PeriodListProps) {
  const say = words.periodActs;
  if (loaded.state === "loading") {
    return (
      <ul className="period-list" aria-busy="true" aria-label={words.frame.loading}>
        {[0, 1, 2].map((n) => (
          <li key={n} className="period-row is-loading">
            <i />
            <i />
            <i />
          </li>
        ))}
      </ul>
    );
  }
  if (loaded.state === "failed") {
    return (
      <div className="blank">
        <p>{words.periods.failed}</p>
        <p className="hint">{loaded.code}</p>
        <Button onClick={onAgain}>{words.frame.retry}</Button>
      </div>
    );
  }
  if (loaded.periods.length === 0) return <Welcome mayEdit={mayEdit} open={open} />;
  return (
    <ul className="period-list">
      <li className="period-row period-head" aria-hidden="true">
        <span>{words.periods.name}</span>
        <span>{words.periods.dates}</span>
        <span>{words.periods.people}</span>
        <span>{words.periods.status}</span>
        <span>{say.columns.cover}</span>
        <span>{say.columns.must}</span>
        <span>{say.columns.changed}</span>
      </li>
      {loaded.periods.map((period) => (
        <PeriodRow key={period.id} client={client} period={period} mayEdit={mayEdit} open={open} onChanged={onAgain} />
      ))}
    </ul>
  );
}

/** A new workspace doesn't teach by text: it offers the three ways in. */
function Welcome({ mayEdit, open }: { mayEdit: boolean; open: (dialog: OpenDialog) => void }) {
  const say = words.periodActs;
  if (!mayEdit) {
    return (
      <div className="blank">
        <p>{say.welcomeViewer}</p>
      </div>
    );
  }
  return (
    <div className="blank">
      <p>{say.welcome}</p>
      <div className="ways-in">
        <Link href="/staff?paste=1" className="button is-plain">
          {say.pasteStaff}
        </Link>
        <Button onClick={() => open({ kind: "import" })}>{say.import}</Button>
        <Button look="primary" onClick={() => open({ kind: "new" })}>
          {say.create}
        </Button>
      </div>
    </div>
  );
}
