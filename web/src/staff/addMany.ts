// Adds a list of people: a few operations at a time, then all of them into a period by one.
import type { Operate } from "../records/undoable";
import { type Client, isDone } from "../sync/client";
import { newId } from "../sync/ids";
import { putIn, withStaff } from "./membership";
import type { Pasted } from "./paste";
import { creationOf } from "./writing";

/** So many are on their way at once: the hub takes some 50 a second of one connection. */
const AT_ONCE = 20;

/** Returns how many are there now; what the hub refused is told as a notice, each with its reason. */
export async function addMany(
  client: Client,
  operate: Operate,
  people: readonly Pasted[],
  periodId: string | null,
  onDone: (count: number) => void,
): Promise<number> {
  const added: string[] = [];
  for (let at = 0; at < people.length; at += AT_ONCE) {
    const some = people.slice(at, at + AT_ONCE).map((person) => ({ id: newId(), person }));
    const answers = await Promise.all(some.map(({ id, person }) => operate(creationOf({ ...person, id }))));
    answers.forEach((answer, index) => {
      if (isDone(answer)) added.push(some[index]!.id);
    });
    onDone(added.length);
  }
  const staff = periodId === null ? undefined : client.period(periodId).live.state?.header.staff;
  if (periodId !== null && staff && added.length > 0) await operate(withStaff(periodId, putIn(staff, added)));
  return added.length;
}
