// Conflicts.
import { ScreenFrame } from "../frame/ScreenFrame";
import type { Client } from "../sync/client";
import { words } from "../words";

export default function ConflictsScreen({ client }: { client: Client }) {
  return (
    <ScreenFrame client={client} here="conflicts" title={words.frame.screens.conflicts}>
      <p />
    </ScreenFrame>
  );
}
