// Who is in a period, from the list of periods.
import { useMemo } from "react";
import { useEntities } from "../records/entities";
import { OrderDialog } from "../staff/OrderDialog";
import { personOf } from "../staff/people";
import type { Client } from "../sync/client";

export default function PeriodPeople({ client, periodId, onClose }: { client: Client; periodId: string; onClose: () => void }) {
  const entities = useEntities(client, "staff");
  const people = useMemo(() => (entities ?? []).map(personOf).filter((person) => !person.isArchived), [entities]);
  return <OrderDialog client={client} periodId={periodId} people={people} onClose={onClose} />;
}
