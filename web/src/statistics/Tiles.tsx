// The figures of the whole grid, at a glance.
import type { Dashboard } from "../generated/api";
import { words } from "../words";
import { hours } from "./around";

interface Tile {
  label: string;
  value: string;
  detail: string;
  look?: "ok" | "warn" | "danger";
}

export function Tiles({ data }: { data: Dashboard }) {
  return (
    <dl className="tiles" aria-label={words.statistics.tiles.label}>
      {tilesOf(data).map(({ label, value, detail, look }) => (
        <div key={label} className={look ? `is-${look}` : undefined}>
          <dt>{label}</dt>
          <dd>
            <b>{value}</b>
            <span>{detail}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function tilesOf({ statistics: { sums, people, rules } }: Dashboard): Tile[] {
  const say = words.statistics.tiles;
  const broken = rules.filter(({ enforcement }) => enforcement === "hard").length;
  const known = people.filter(({ cost }) => cost !== null).length;
  return [
    ...(sums.cover_days > 0
      ? [
          {
            label: say.cover,
            value: percent(sums.cover_held, sums.cover_days),
            detail: say.coverOf(sums.cover_held, sums.cover_days),
            look: sums.cover_held === sums.cover_days ? ("ok" as const) : ("warn" as const),
          },
        ]
      : []),
    {
      label: say.must,
      value: broken === 0 ? say.mustHold : say.mustBroken(broken),
      detail: say.mustPoints(sums.must_points),
      look: broken === 0 ? "ok" : "danger",
    },
    {
      label: say.wishPoints,
      value: words.number(sums.wish_points),
      detail: say.wishPointsOf(rules.length - broken),
    },
    ...(sums.wish_days > 0
      ? [{ label: say.wishes, value: percent(sums.wishes_met, sums.wish_days), detail: say.wishesOf(sums.wishes_met, sums.wish_days) }]
      : []),
    { label: say.hours, value: hours(sums.paid_minutes), detail: say.hoursOf(hours(sums.paid_minutes / people.length)) },
    ...(sums.cost !== null ? [{ label: say.cost, value: words.number(sums.cost), detail: say.costOf(known, people.length) }] : []),
    ...(sums.open > 0 ? [{ label: say.open, value: words.number(sums.open), detail: say.openOf(sums.cells), look: "warn" as const }] : []),
  ];
}

/** Whole percents; 100 only where it is all of them. */
function percent(part: number, all: number): string {
  const share = Math.round((100 * part) / all);
  return `${part < all ? Math.min(99, share) : 100} %`;
}
