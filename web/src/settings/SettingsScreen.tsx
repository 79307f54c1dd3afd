// Settings.
import { ScreenFrame } from "../frame/ScreenFrame";
import type { Client } from "../sync/client";
import { words } from "../words";

export default function SettingsScreen({ client }: { client: Client }) {
  return (
    <ScreenFrame client={client} here="settings" title={words.frame.screens.settings}>
      <p />
    </ScreenFrame>
  );
}
