// What the grid's screen listens to: a cell's history is asked for, an address that names cells.
import { useEffect } from "react";
import type { GridController } from "../grid/controller";
import { useSignal } from "../ui/hooks";
import { change } from "../ui/settings";
import { cellsShown } from "./shown";

/** Whether an earlier version is looked at. `open` shows the history. */
export function useLookingBack(controller: GridController, open: () => void): boolean {
  useEffect(
    () =>
      controller.story.subscribe(() => {
        if (controller.story.get() === null) return;
        change({ isPanelOpen: true });
        open();
      }),
    [controller, open],
  );
  return useSignal(controller.past) !== null;
}

/** `?show=` in the address: go to those cells once the grid is there, and take it out of the address. */
export function useShownCells(controller: GridController): void {
  useEffect(() => {
    const url = new URL(location.href);
    const asked = url.searchParams.get("show");
    if (asked === null) return;
    const act = () => {
      const roster = controller.roster.get();
      if (!roster) return;
      stop();
      url.searchParams.delete("show");
      history.replaceState(history.state, "", url);
      const all = { staff: roster.people.map(({ id }) => id), dates: roster.days.map(({ date }) => date) };
      controller.going.toExactly(cellsShown(asked, all));
    };
    const stop = controller.roster.subscribe(act);
    act();
    return stop;
  }, [controller]);
}
