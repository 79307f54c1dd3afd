// Signing in: by password, by the demo where there is one, by the one-time code of a link.
import { type FormEvent, type KeyboardEvent, useEffect, useState } from "react";
import { useApp } from "../app/app";
import { Problem } from "../sync/auth";
import { Button } from "../ui/Controls";
import { words } from "../words";

function reason(problem: unknown): string {
  if (!(problem instanceof Problem)) throw problem;
  if (problem.status === 429) return words.signIn.locked(Math.max(1, Math.ceil((problem.retryAfter_s ?? 60) / 60)));
  if (problem.status === 0) return words.signIn.unreachable;
  return problem.status >= 500 ? words.signIn.failed : words.signIn.wrong;
}

export function SignInForm({ onDone, withDemo, notice = "" }: { onDone: () => void; withDemo: boolean; notice?: string }) {
  const app = useApp();
  const { auth } = app;
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [isShown, setShown] = useState(false);
  const [hasCapsLock, setCapsLock] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [wrong, setWrong] = useState(notice);
  const [hasDemo, setHasDemo] = useState(false);

  useEffect(() => {
    if (!withDemo) return;
    auth.options().then(
      ({ demo }) => setHasDemo(demo),
      () => setHasDemo(false),
    );
  }, [auth, withDemo]);

  const enter = async (how: () => Promise<void>) => {
    setBusy(true);
    setWrong("");
    try {
      await how();
      onDone();
    } catch (problem) {
      setWrong(reason(problem));
      setBusy(false);
    }
  };
  const openDemo = () => {
    app.opensOnlyPeriod = true;
    return auth.demo();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void enter(() => auth.login(email.trim(), password));
  };
  const watchCaps = (event: KeyboardEvent) => setCapsLock(event.getModifierState("CapsLock"));

  return (
    <form className="sign-in-form" onSubmit={submit}>
      {hasDemo && (
        <>
          <Button look="primary" disabled={isBusy} onClick={() => void enter(openDemo)}>
            {words.signIn.demo}
          </Button>
          <p className="or">{words.signIn.or}</p>
        </>
      )}
      <label className="field">
        <span>{words.signIn.email}</span>
        <input
          type="email"
          name="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </label>
      <div className="field">
        <label htmlFor="password">{words.signIn.password}</label>
        <div className="with-button">
          <input
            id="password"
            type={isShown ? "text" : "password"}
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            onKeyDown={watchCaps}
            onKeyUp={watchCaps}
          />
          <button type="button" className="inside" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
            {isShown ? words.signIn.hide : words.signIn.show}
          </button>
        </div>
        {hasCapsLock && <p className="hint">{words.signIn.capsLock}</p>}
      </div>
      {wrong && (
        <p role="alert" className="wrong">
          {wrong}
        </p>
      )}
      <Button look={hasDemo ? "plain" : "primary"} type="submit" disabled={isBusy}>
        {words.signIn.submit}
      </Button>
    </form>
  );
}

export function SignInScreen({ notice }: { notice: string }) {
  return (
    <main className="sign-in">
      <div className="card">
        <img src="/favicon.svg" alt="" width={40} height={40} />
        <h1>{words.product}</h1>
        <p className="lede">{words.signIn.lede}</p>
        <SignInForm onDone={() => {}} withDemo notice={notice} />
      </div>
    </main>
  );
}
