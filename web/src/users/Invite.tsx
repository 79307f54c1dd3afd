// Inviting someone: their name, address and role; then the link, shown this one time.
import { type FormEvent, useRef, useState } from "react";
import { useApp } from "../app/app";
import { forget } from "../app/http";
import type { User } from "../generated/api";
import { Problem } from "../sync/auth";
import { Button, Choice } from "../ui/Controls";
import { Dialog } from "../ui/Dialog";
import { words } from "../words";
import type { Role } from "./UsersScreen";

export function Invite({ onClose }: { onClose: () => void }) {
  const say = words.users.inviting;
  const { roles, rights } = words.settings;
  const { auth } = useApp();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("manager");
  const [wrong, setWrong] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [made, setMade] = useState<User | null>(null);
  if (made) return <Made user={made} onClose={onClose} />;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setWrong("");
    try {
      setMade(await auth.json<User>("/users", { method: "POST", body: JSON.stringify({ name: name.trim(), email: email.trim(), role }) }));
      await forget("/users");
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      setWrong(problem.code === "conflict" ? say.taken : problem.code === "validation_failed" ? problem.message : say.failed);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title={say.title} className="invite" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <label className="field">
          <span>{words.users.name}</span>
          <input
            value={name}
            required
            maxLength={200}
            pattern=".*\S.*"
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <label className="field">
          <span>{words.users.email}</span>
          <input
            type="email"
            value={email}
            required
            maxLength={200}
            autoComplete="off"
            onChange={(event) => setEmail(event.target.value)}
          />
        </label>
        <Choice
          label={words.users.role}
          value={role}
          options={(["manager", "viewer", "admin"] as const).map((one) => [one, roles[one]])}
          onChange={setRole}
        />
        <p className="hint">{rights[role]}</p>
        {wrong && (
          <p role="alert" className="wrong">
            {wrong}
          </p>
        )}
        <p className="hint">{say.hint}</p>
        <Button look="primary" type="submit" disabled={isBusy}>
          {say.submit}
        </Button>
      </form>
    </Dialog>
  );
}

function Made({ user, onClose }: { user: User; onClose: () => void }) {
  const say = words.users.inviting;
  const field = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);
  const { invite_url } = user;
  const copy = () => {
    field.current?.select();
    navigator.clipboard.writeText(invite_url ?? "").then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <Dialog title={invite_url ? say.linkTitle(user.name) : say.title} className="invite" onClose={onClose}>
      {invite_url ? (
        <>
          <p className="hint">{say.linkHint}</p>
          <div className="invite-link">
            <input ref={field} readOnly aria-label={say.link} value={invite_url} onFocus={(event) => event.target.select()} />
            <Button look="primary" onClick={copy}>
              {isCopied ? say.copied : say.copy}
            </Button>
          </div>
        </>
      ) : (
        <p>{say.known(user.name)}</p>
      )}
      <Button onClick={onClose}>{say.done}</Button>
    </Dialog>
  );
}
