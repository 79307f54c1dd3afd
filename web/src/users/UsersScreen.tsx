// Users.
import { ScreenFrame } from "../frame/ScreenFrame";
import type { Client } from "../sync/client";
import { words } from "../words";

export default function UsersScreen({ client }: { client: Client }) {
  return (
    <ScreenFrame client={client} here="users" title={words.frame.screens.users}>
      <p />
    </ScreenFrame>
  );
}
