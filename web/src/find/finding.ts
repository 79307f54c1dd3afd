// Which of what can be found fits the letters typed, the best first.
import type { Found, FoundGroup } from "./offer";

/** So many of a group are shown: whoever sees more types on. */
const SHOWN_MAX = 8;

/** Every word of the query begins a word of the text; letters with and without marks are the same. */
export function fits(query: string, text: string): boolean {
  const words = plain(text).split(/[\s,./·-]+/);
  const whole = plain(text);
  return plain(query)
    .split(/\s+/)
    .filter(Boolean)
    .every((part) => words.some((word) => word.startsWith(part)) || whole.startsWith(part));
}

/** The groups with what fits; what begins with the query stands first. */
export function fitting(query: string, groups: readonly FoundGroup[]): readonly FoundGroup[] {
  const wanted = plain(query.trim());
  const rank = ({ label }: Found) => (plain(label).startsWith(wanted) ? 0 : 1);
  return groups
    .map(({ title, found }) => ({
      title,
      found: found
        .filter(({ label, detail = "" }) => fits(query, `${label} ${detail}`))
        .sort((a, b) => rank(a) - rank(b))
        .slice(0, SHOWN_MAX),
    }))
    .filter(({ found }) => found.length > 0);
}

const plain = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
