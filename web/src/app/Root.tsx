// Which screen: by who is signed in, and by the address.
import { lazy, Suspense, useEffect, useState } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { SignInForm, SignInScreen } from "../account/SignIn";
import { CommandKey } from "../find/CommandKey";
import { Notices } from "../frame/Notices";
import { load } from "../frame/screens";
import { GridScreen } from "../grid/GridScreen";
import { type ListedPeriod, PeriodsScreen } from "../periods/Periods";
import { Problem } from "../sync/auth";
import type { Client } from "../sync/client";
import { Button } from "../ui/Controls";
import { Dialog } from "../ui/Dialog";
import { useSignal } from "../ui/hooks";
import { settings } from "../ui/settings";
import { ToastList } from "../ui/ToastList";
import { words } from "../words";
import { type App, AppProvider, useApp } from "./app";

const Staff = lazy(load.staff);
const ShiftTypes = lazy(load.shiftTypes);
const Rules = lazy(load.rules);
const Configs = lazy(load.configs);
const Conflicts = lazy(load.conflicts);
const Statistics = lazy(load.statistics);
const Settings = lazy(load.settings);
const Users = lazy(load.users);
const Print = lazy(load.print);

export function Root({ app }: { app: App }) {
  return (
    <AppProvider value={app}>
      <Page />
      <ToastList toasts={app.toasts} />
      <Spoken />
    </AppProvider>
  );
}

/** The one polite live region. */
function Spoken() {
  const text = useSignal(useApp().spoken);
  const { announces } = useSignal(settings);
  return (
    <p className="sr-only" aria-live="polite">
      {announces ? text : ""}
    </p>
  );
}

function Page() {
  const app = useApp();
  const { auth, client: clients } = app;
  const who = useSignal(auth.who);
  const client = useSignal(clients);
  const [notice, setNotice] = useState("");
  const [isAway, setAway] = useState(false);

  const begin = () => {
    setAway(false);
    void enter(app).then((outcome) => {
      if (outcome === "badCode") setNotice(words.signIn.badCode);
      if (outcome === "unreachable") setAway(true);
    });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page opens
  useEffect(begin, []);

  if (isAway && who === "unknown") {
    return (
      <main className="blank is-page">
        <p>{words.signIn.unreachable}</p>
        <Button onClick={begin}>{words.frame.retry}</Button>
      </main>
    );
  }
  if (who === "unknown") return <div className="boot" role="img" aria-label={words.frame.loading} />;
  if (who === null) return <SignInScreen notice={notice} />;
  if (!client) return <div className="boot" role="img" aria-label={words.frame.loading} />;
  return <SignedIn client={client} />;
}

/** How the page opens: by the one-time code in the address, else by the session's cookie. */
async function enter(app: App): Promise<"in" | "out" | "badCode" | "unreachable"> {
  const { auth } = app;
  const code = /^#code=(.+)$/.exec(location.hash)?.[1];
  if (code) {
    history.replaceState(null, "", location.pathname + location.search);
    try {
      app.opensOnlyPeriod = true;
      await auth.code(decodeURIComponent(code));
      return "in";
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      auth.forget();
      return problem.status === 0 ? "unreachable" : "badCode";
    }
  }
  const outcome = await auth.refresh();
  if (outcome === "denied") auth.forget();
  return outcome === "ok" ? "in" : outcome === "denied" ? "out" : "unreachable";
}

function SignedIn({ client }: { client: Client }) {
  const chip = useSignal(client.chip);
  useLeaving(client);
  return (
    <>
      <Notices client={client} />
      <Suspense fallback={<div className="boot" role="img" aria-label={words.frame.loading} />}>
        <Switch>
          <Route path="/periods/:id/statistics">{({ id }) => <Statistics client={client} periodId={decodeURIComponent(id)} />}</Route>
          <Route path="/periods/:id/print">{({ id }) => <Print client={client} periodId={decodeURIComponent(id)} />}</Route>
          <Route path="/periods/:id">{({ id }) => <GridScreen client={client} periodId={decodeURIComponent(id)} />}</Route>
          <Route path="/staff">{() => <Staff client={client} />}</Route>
          <Route path="/shift-types">{() => <ShiftTypes client={client} />}</Route>
          <Route path="/rules">{() => <Rules client={client} />}</Route>
          <Route path="/configurations">{() => <Configs client={client} />}</Route>
          <Route path="/conflicts">{() => <Conflicts client={client} />}</Route>
          <Route path="/settings">{() => <Settings client={client} />}</Route>
          <Route path="/users">{() => <Users client={client} />}</Route>
          <Route path="/">
            <Home client={client} />
          </Route>
          <Route>
            <Redirect to="/" replace />
          </Route>
        </Switch>
      </Suspense>
      <CommandKey />
      {chip.kind === "signIn" && (
        <Dialog title={words.signIn.again} className="sign-in-again">
          <p>{words.signIn.againWhy(chip.waiting)}</p>
          <SignInForm onDone={() => client.connect()} withDemo={false} />
        </Dialog>
      )}
    </>
  );
}

/** Who came by a link or opened the demo, and has one period only, is taken there at once. */
function Home({ client }: { client: Client }) {
  const app = useApp();
  const { auth } = app;
  const [, go] = useLocation();
  useEffect(() => {
    if (!app.opensOnlyPeriod) return;
    app.opensOnlyPeriod = false;
    auth.json<{ items: ListedPeriod[] }>("/periods?limit=2").then(
      ({ items: [first, ...others] }) => {
        if (first && others.length === 0 && location.pathname === "/") go(`/periods/${encodeURIComponent(first.id)}`, { replace: true });
      },
      (problem: unknown) => {
        if (!(problem instanceof Problem)) throw problem;
      },
    );
  }, [app, auth, go]);
  return <PeriodsScreen client={client} />;
}

/** The network's return is a reason to try at once; closing with unsent edits warns. */
function useLeaving(client: Client): void {
  useEffect(() => {
    const online = () => client.nudge();
    const warn = (event: BeforeUnloadEvent) => {
      if (client.waiting > 0) event.preventDefault();
    };
    addEventListener("online", online);
    addEventListener("beforeunload", warn);
    return () => {
      removeEventListener("online", online);
      removeEventListener("beforeunload", warn);
    };
  }, [client]);
}
