// Staff.
import { ScreenFrame } from "../frame/ScreenFrame";
import type { Client } from "../sync/client";
import { words } from "../words";

export default function StaffScreen({ client }: { client: Client }) {
  return (
    <ScreenFrame client={client} here="staff" title={words.frame.screens.staff}>
      <p />
    </ScreenFrame>
  );
}
