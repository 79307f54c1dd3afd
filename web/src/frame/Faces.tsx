// Those who are here; a face leads to where they are.
import { faces } from "../sync/presence";
import type { PresentUser } from "../sync/wire";
import { words } from "../words/en";

export function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  return `${parts[0]?.[0] ?? "?"}${parts.length > 1 ? (parts.at(-1)?.[0] ?? "") : (parts[0]?.[1] ?? "")}`.toUpperCase();
}

export function Faces({ others, onFind }: { others: readonly PresentUser[]; onFind: (user: PresentUser) => void }) {
  return (
    <ul className="faces">
      {faces(others).map((other) => (
        <li key={other.user.id}>
          <button
            type="button"
            className={`face person-${other.colour}${other.editing ? " is-editing" : ""}`}
            title={words.frame.here(other.user.name)}
            aria-label={words.frame.here(other.user.name)}
            onClick={() => onFind(other)}
          >
            {initials(other.user.name)}
          </button>
        </li>
      ))}
    </ul>
  );
}
