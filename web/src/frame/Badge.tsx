// A number on the way to a screen: so much waits there. It is drawn; the name of what bears it says it in words.
import { words } from "../words";

/** A larger number has no room. */
const MOST = 99;

export function Badge({ count }: { count: number }) {
  return count > 0 && <b className="badge" data-count={count > MOST ? `${MOST}+` : count} />;
}

/** The name of a way to a screen at which so many conflicts wait. */
export function nameWith(conflicts: number, way: string): string {
  return conflicts > 0 ? words.frame.waitsAt(way, words.conflicts.count(conflicts)) : way;
}
