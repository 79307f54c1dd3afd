// Find a person or a shift, and go to a date: what the grid's own finders offer.
import { Finder } from "../find/Finder";
import { fitting } from "../find/finding";
import type { Found, FoundGroup } from "../find/offer";
import { words } from "../words";
import type { GridController } from "./controller";
import { daysLike } from "./days";

interface Props {
  controller: GridController;
  what: "cell" | "date";
  onClose: () => void;
}

/** As many days as one looks through at a glance. */
const DAYS_SHOWN = 14;

export default function GridFinder({ controller, what, onClose }: Props) {
  const say = words.find;
  return what === "cell" ? (
    <Finder
      title={say.title}
      label={say.label}
      hint={say.nextHint}
      isAside={true}
      groupsOf={(query) => fitting(query, [people(controller), shifts(controller)])}
      onClose={onClose}
    />
  ) : (
    <Finder title={say.date.title} label={say.date.label} isAside={true} groupsOf={(query) => days(controller, query)} onClose={onClose} />
  );
}

/** The people that are shown; choosing one goes to their row. */
export function people(controller: GridController): FoundGroup {
  const roster = controller.roster.get();
  return {
    title: words.find.people,
    found: (roster?.people ?? []).map(({ id, name, position }) => ({
      key: id,
      label: name,
      detail: position,
      run: () => controller.going.toPerson(id),
    })),
  };
}

function shifts(controller: GridController): FoundGroup {
  const roster = controller.roster.get();
  const found: Found[] = [...(roster?.shifts.values() ?? [])].map(({ code, name, symbol, colour, keys }) => ({
    key: code,
    label: name,
    detail: [code.toUpperCase(), keys.toUpperCase(), words.find.inCells(controller.going.countOf(code))]
      .filter((text, index, all) => text && all.indexOf(text) === index)
      .join(" · "),
    tile: { symbol, colour },
    seek: (back) => {
      const next = controller.going.toNext(code, back);
      return next ? words.find.place(next.place, next.of) : words.find.none;
    },
  }));
  return { title: words.find.shifts, found };
}

function days(controller: GridController, query: string): readonly FoundGroup[] {
  const roster = controller.roster.get();
  if (!roster) return [];
  const dates = roster.days.map(({ date }) => date);
  const active = controller.selected.get()?.active?.date ?? dates[0] ?? "";
  const from = roster.dayIndex.get(active) ?? 0;
  const indices =
    query.trim() === "" ? dates.map((_, index) => index).filter((index) => index % 7 === from % 7) : daysLike(query, dates, from);
  const found = indices.slice(0, DAYS_SHOWN).map((index) => ({
    key: dates[index]!,
    label: words.date(dates[index]!),
    detail: words.week(roster.days[index]!.week),
    run: () => controller.going.toDate(dates[index]!),
  }));
  return found.length > 0 ? [{ title: words.find.date.days, found }] : [];
}
