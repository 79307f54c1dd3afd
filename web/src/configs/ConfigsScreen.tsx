// Configurations.
import { ScreenFrame } from "../frame/ScreenFrame";
import type { Client } from "../sync/client";
import { words } from "../words";

export default function ConfigsScreen({ client }: { client: Client }) {
  return (
    <ScreenFrame client={client} here="configs" title={words.frame.screens.configs}>
      <p />
    </ScreenFrame>
  );
}
