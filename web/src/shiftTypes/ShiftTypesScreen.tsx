// Shift types.
import { ScreenFrame } from "../frame/ScreenFrame";
import type { Client } from "../sync/client";
import { words } from "../words";

export default function ShiftTypesScreen({ client }: { client: Client }) {
  return (
    <ScreenFrame client={client} here="shiftTypes" title={words.frame.screens.shiftTypes}>
      <p />
    </ScreenFrame>
  );
}
