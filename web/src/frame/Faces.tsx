// Those who are here; a face leads to where they are.
import { faces } from "../sync/presence";
import type { PresentUser } from "../sync/wire";
import { useIsNarrow } from "../ui/hooks";
import { words } from "../words";

export function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  return `${parts[0]?.[0] ?? "?"}${parts.length > 1 ? (parts.at(-1)?.[0] ?? "") : (parts[0]?.[1] ?? "")}`.toUpperCase();
}

/** So many have room beside the period's name. */
const MOST = { narrow: 2, wide: 6 };

export function Faces({ others, onFind }: { others: readonly PresentUser[]; onFind: (user: PresentUser) => void }) {
  const most = useIsNarrow() ? MOST.narrow : MOST.wide;
  const all = faces(others);
  const shown = all.length > most ? all.slice(0, most - 1) : all;
  const names = all.slice(shown.length).map(({ user }) => user.name);
  return (
    <ul className="faces">
      {shown.map((other) => (
        <li key={other.user.id}>
          <button
            type="button"
            className={`face person-${other.colour}${other.editing ? " is-editing" : ""}`}
            title={words.frame.here(other.user.name)}
            aria-label={words.frame.here(other.user.name)}
            data-initials={initials(other.user.name)}
            onClick={() => onFind(other)}
          />
        </li>
      ))}
      {names.length > 0 && (
        <li>
          <span className="face is-rest" role="img" title={names.join(", ")} aria-label={words.frame.here(names.join(", "))}>
            +{names.length}
          </span>
        </li>
      )}
    </ul>
  );
}
