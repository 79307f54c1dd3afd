// Who belongs to the workspace, for its administrators: invite, change a role, take access away or give it back.
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useApp } from "../app/app";
import { forget, useRead } from "../app/http";
import { ScreenFrame } from "../frame/ScreenFrame";
import type { Listed_User_, User } from "../generated/api";
import { Problem } from "../sync/auth";
import type { Client } from "../sync/client";
import { Button } from "../ui/Controls";
import { useIsNarrow, useSignal } from "../ui/hooks";
import { words } from "../words";
import { Invite } from "./Invite";
import { UserTable } from "./UserTable";
import "./users.css";

export type Role = User["role"];

export default function UsersScreen({ client }: { client: Client }) {
  const say = words.users;
  const { auth } = useApp();
  const who = useSignal(auth.who);
  const chip = useSignal(client.chip);
  const isNarrow = useIsNarrow();
  const [isInviting, setInviting] = useState(false);
  const isAdmin = who !== null && who !== "unknown" && who.user.role === "admin";
  const isAway = chip.kind === "offline" || chip.kind === "reconnecting";
  const invite = isAdmin && (
    <Button
      look="primary"
      icon={<UserPlus size={16} />}
      disabled={isAway}
      title={isAway ? say.offline : undefined}
      onClick={() => setInviting(true)}
    >
      {say.invite}
    </Button>
  );
  // On a phone the bar has room for the title or for the button.
  return (
    <ScreenFrame client={client} here="users" title={words.frame.screens.users} actions={!isNarrow && invite}>
      {isNarrow && <div className="users-acts">{invite}</div>}
      {isAdmin ? <Users isAway={isAway} myId={who.user.id} /> : <p className="blank">{say.onlyAdmins}</p>}
      {isInviting && <Invite onClose={() => setInviting(false)} />}
    </ScreenFrame>
  );
}

function Users({ isAway, myId }: { isAway: boolean; myId: string }) {
  const say = words.users;
  const { auth, toasts } = useApp();
  const { data, error, refetch } = useRead<Listed_User_>("/users?limit=200");
  const [busy, setBusy] = useState<string | null>(null);
  if (error && !data) {
    return (
      <div className="blank">
        <p>{say.failed}</p>
        {error instanceof Problem && <p className="hint">{error.code}</p>}
        <Button onClick={() => void refetch()}>{words.frame.retry}</Button>
      </div>
    );
  }
  const change = async (user: User, to: { role?: Role; active?: boolean }) => {
    setBusy(user.id);
    try {
      await auth.json(`/users/${encodeURIComponent(user.id)}`, { method: "PATCH", body: JSON.stringify(to) });
      if (to.role) toasts.say(say.changed(user.name, words.settings.roles[to.role]));
      else toasts.say(to.active ? say.given(user.name) : say.taken(user.name));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      toasts.say(problem.code === "conflict" ? say.lastAdmin : say.notChanged, [], "alert");
    }
    await forget("/users");
    setBusy(null);
  };
  return <UserTable users={data?.items ?? null} myId={myId} busy={busy} isAway={isAway} onChange={(user, to) => void change(user, to)} />;
}
