// The menu of the rows: how they are grouped and sorted, and the selected person's place.
import { ChevronDown } from "lucide-react";
import { useSignal } from "../ui/hooks";
import { Menu, type MenuItem } from "../ui/Menu";
import { words } from "../words";
import type { GridController } from "./controller";
import { GROUPINGS, SORTS } from "./rows";
import type { Rows } from "./useRows";

interface RowsMenuProps {
  rows: Rows;
  controller: GridController;
  className: string;
  isShort: boolean;
}

export function RowsMenu({ rows: { choice, change }, controller, className, isShort }: RowsMenuProps) {
  const say = words.rows;
  useSignal(controller.roster);
  const groups: MenuItem[] = GROUPINGS.map((groupBy) => ({
    section: say.groupTitle,
    label: say.group[groupBy],
    isChosen: groupBy === choice.groupBy,
    run: () => change({ groupBy }),
  }));
  const sorts: MenuItem[] = SORTS.map((sortBy) => ({
    section: say.sortTitle,
    label: say.sort[sortBy],
    isChosen: sortBy === choice.sortBy,
    run: () => change({ sortBy }),
  }));
  const moves: MenuItem[] = controller.canMovePeople
    ? ([-1, 1] as const).map((by) => ({
        section: say.moveTitle,
        label: by === -1 ? say.moveUp : say.moveDown,
        run: () => controller.movePerson(by),
      }))
    : [];
  return (
    <Menu label={say.groupLong[choice.groupBy]} className={className} items={[...groups, ...sorts, ...moves]}>
      {(isShort ? say.group : say.groupLong)[choice.groupBy]}
      <ChevronDown size={14} />
    </Menu>
  );
}
