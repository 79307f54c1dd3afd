// Rules.
import { ScreenFrame } from "../frame/ScreenFrame";
import type { Client } from "../sync/client";
import { words } from "../words";

export default function RulesScreen({ client }: { client: Client }) {
  return (
    <ScreenFrame client={client} here="rules" title={words.frame.screens.rules}>
      <p />
    </ScreenFrame>
  );
}
