// Who one is here, one's password, and one's other workspaces.
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { useApp } from "../app/app";
import { forget, useRead } from "../app/http";
import type { Me } from "../generated/api";
import { Problem } from "../sync/auth";
import type { Client } from "../sync/client";
import { Button } from "../ui/Controls";
import { useSignal } from "../ui/hooks";
import { words } from "../words";
import { Row, Section } from "./fields";
import { PasswordRow } from "./PasswordRow";

export function AccountSettings({ client, isAdmin }: { client: Client; isAdmin: boolean }) {
  const say = words.settings;
  const { auth } = useApp();
  const { data: me, isError, refetch } = useRead<Me>("/me");
  useSignal(client.chip);
  if (isError) {
    return (
      <Section title={say.sections.account}>
        <div className="settings-row">
          <span>{say.accountFailed}</span>
          <Button onClick={() => void refetch()}>{words.frame.retry}</Button>
        </div>
      </Section>
    );
  }
  if (!me) {
    return (
      <Section title={say.sections.account}>
        <div className="settings-row is-loading" />
      </Section>
    );
  }
  return (
    <Section title={say.sections.account}>
      <Row label={say.signedInAs} hint={me.user.email}>
        <span>{me.user.name}</span>
        <Button onClick={() => void auth.logout()}>{say.signOut}</Button>
      </Row>
      {client.waiting > 0 && <p className="settings-row hint">{say.waitsHere(client.waiting)}</p>}
      <Row label={say.role} hint={say.rights[me.role]}>
        <span>{say.roles[me.role]}</span>
      </Row>
      <PasswordRow />
      <Workspaces me={me} isAdmin={isAdmin} />
    </Section>
  );
}

function Workspaces({ me, isAdmin }: { me: Me; isAdmin: boolean }) {
  const say = words.settings;
  const { auth, toasts } = useApp();
  const [, go] = useLocation();
  const [name, setName] = useState("");
  const [isBusy, setBusy] = useState(false);
  const enter = async (act: () => Promise<void>, failed: string) => {
    setBusy(true);
    try {
      await act();
      await forget("/");
      go("/");
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      toasts.say(failed, [], "alert");
    } finally {
      setBusy(false);
    }
  };
  const make = (event: FormEvent) => {
    event.preventDefault();
    const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    void enter(async () => {
      const made = await auth.json<{ id: string }>("/workspaces", {
        method: "POST",
        body: JSON.stringify({ name: name.trim(), time_zone }),
      });
      await auth.workspace(made.id);
    }, say.makeFailed);
  };
  return (
    <>
      <Row label={say.workspaces}>
        <ul className="settings-workspaces">
          {me.workspaces.map((workspace) => (
            <li key={workspace.id}>
              <span>
                {workspace.name} <span className="hint">{say.roles[workspace.role]}</span>
              </span>
              {workspace.id === me.workspace.id ? (
                <span className="tag">{say.here}</span>
              ) : (
                <Button disabled={isBusy} onClick={() => void enter(() => auth.workspace(workspace.id), say.goFailed)}>
                  {say.go(workspace.name)}
                </Button>
              )}
            </li>
          ))}
        </ul>
      </Row>
      {isAdmin && (
        <Row label={say.newWorkspace}>
          <form className="settings-form" onSubmit={make}>
            <input
              aria-label={say.newWorkspaceName}
              placeholder={say.newWorkspaceName}
              value={name}
              maxLength={200}
              required
              pattern=".*\S.*"
              onChange={(event) => setName(event.target.value)}
            />
            <Button type="submit" disabled={isBusy}>
              {say.makeWorkspace}
            </Button>
          </form>
        </Row>
      )}
    </>
  );
}
