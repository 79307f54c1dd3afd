// The members of a workspace, one row each.
import type { User } from "../generated/api";
import { Button } from "../ui/Controls";
import { words } from "../words";
import type { Role } from "./UsersScreen";

const ROLES = ["admin", "manager", "viewer"] as const;

interface UserTableProps {
  /** Null: not read yet. */
  users: readonly User[] | null;
  myId: string;
  busy: string | null;
  isAway: boolean;
  onChange: (user: User, to: { role?: Role; active?: boolean }) => void;
}

export function UserTable({ users, myId, busy, isAway, onChange }: UserTableProps) {
  const say = words.users;
  const { roles } = words.settings;
  const why = isAway ? say.offline : undefined;
  return (
    <div className="users">
      <table aria-label={say.list} aria-busy={users === null}>
        <thead>
          <tr>
            <th scope="col">{say.name}</th>
            <th scope="col">{say.email}</th>
            <th scope="col">{say.role}</th>
            <th scope="col">{say.access}</th>
          </tr>
        </thead>
        <tbody>
          {users === null &&
            [0, 1, 2].map((n) => (
              <tr key={n} className="is-loading">
                <td colSpan={4}>
                  <i />
                </td>
              </tr>
            ))}
          {users?.map((user) => (
            <tr key={user.id} className={user.active ? "" : "is-inactive"}>
              <th scope="row">
                {user.name} {user.id === myId && <span className="tag">{say.you}</span>}
              </th>
              <td data-label={say.email}>{user.email}</td>
              <td data-label={say.role}>
                <select
                  aria-label={say.roleOf(user.name)}
                  value={user.role}
                  disabled={isAway || busy === user.id || !user.active}
                  title={why}
                  onChange={(event) => onChange(user, { role: event.target.value as Role })}
                >
                  {ROLES.map((role) => (
                    <option key={role} value={role}>
                      {roles[role]}
                    </option>
                  ))}
                </select>
              </td>
              <td data-label={say.access}>
                <span className={`tag ${user.active ? "is-published" : "is-closed"}`}>{user.active ? say.active : say.inactive}</span>
                {user.id !== myId && (
                  <Button
                    look="quiet"
                    aria-label={user.active ? say.takeAwayFrom(user.name) : say.giveBackTo(user.name)}
                    disabled={isAway || busy === user.id}
                    title={why}
                    onClick={() => onChange(user, { active: !user.active })}
                  >
                    {user.active ? say.takeAway : say.giveBack}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
