// Statistics.
import { ScreenFrame } from "../frame/ScreenFrame";
import type { Client } from "../sync/client";
import { words } from "../words";

export default function StatisticsScreen({ client, periodId }: { client: Client; periodId: string }) {
  return (
    <ScreenFrame client={client} here="statistics" title={words.frame.screens.statistics}>
      <p data-period={periodId} />
    </ScreenFrame>
  );
}
