// Another password for oneself.
import { type FormEvent, useState } from "react";
import { useApp } from "../app/app";
import { Problem } from "../sync/auth";
import { Button } from "../ui/Controls";
import { words } from "../words";
import { Row } from "./fields";

const LENGTH_MIN = 8;

export function PasswordRow() {
  const say = words.settings.password;
  const { auth, toasts } = useApp();
  const [current, setCurrent] = useState("");
  const [fresh, setFresh] = useState("");
  const [wrong, setWrong] = useState("");
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setWrong("");
    try {
      await auth.password(fresh, current === "" ? null : current);
      setCurrent("");
      setFresh("");
      toasts.say(say.done);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      setWrong(problem.status === 0 || problem.status >= 500 ? say.failed : say.wrong);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Row label={say.title} hint={say.hint}>
      <form className="settings-form" onSubmit={(event) => void submit(event)}>
        <label className="field">
          <span>{say.current}</span>
          <input type="password" autoComplete="current-password" value={current} onChange={(event) => setCurrent(event.target.value)} />
        </label>
        <label className="field">
          <span>{say.fresh}</span>
          <input
            type="password"
            autoComplete="new-password"
            required
            minLength={LENGTH_MIN}
            value={fresh}
            onChange={(event) => setFresh(event.target.value)}
          />
        </label>
        {wrong && (
          <p role="alert" className="wrong">
            {wrong}
          </p>
        )}
        <Button type="submit" disabled={isBusy}>
          {say.set}
        </Button>
      </form>
    </Row>
  );
}
