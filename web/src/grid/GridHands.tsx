// What opens over the grid's screen when hands ask for it: the finders, the preview of a paste; and the screen's own keys.
import { useCallback, useEffect, useRef, useState } from "react";
import { isListOpen, offered } from "../find/offer";
import { useLoaded } from "../find/useLoaded";
import { Waiting } from "../find/Waiting";
import { words } from "../words";
import { actsOf } from "./acts";
import { isCommandKey } from "./dom";
import "./hands.css";
import { commandOf, isEverywhere } from "./keys";
import type { PastePlan } from "./pasting";
import type { Screen } from "./screen";

const loadFinder = () => import("./GridFinder");
const loadPreview = () => import("./PastePreview");
/** By then the grid works. */
const LOAD_AFTER_MS = 3000;

type Open = { kind: "cell" | "date" } | { kind: "paste"; plan: PastePlan } | null;

export function GridHands({ screen }: { screen: Screen }) {
  const { controller } = screen;
  const [open, setOpen] = useState<Open>(null);
  // The finder comes by itself as soon as the line has nothing better to do; what is pasted is seldom a sheet.
  const [isIdle, setIdle] = useState(false);
  const finder = useLoaded(loadFinder, isIdle || (open !== null && open.kind !== "paste"));
  const preview = useLoaded(loadPreview, open?.kind === "paste");
  const close = useCallback(() => setOpen(null), []);
  const wasOpen = useRef(false);
  // After the dialog has closed: while it is open, nothing behind it takes the focus.
  useEffect(() => {
    if (wasOpen.current && !open) controller.focus();
    wasOpen.current = open !== null;
  }, [open, controller]);
  useEffect(
    () =>
      controller.news.on((news) => {
        if (news.kind === "preview") setOpen({ kind: "paste", plan: news.plan });
        else if (news.kind === "part") goToPart(news.back, controller.focus);
        else if (news.kind !== "find") return;
        else if (news.what === "command") isListOpen.set(true);
        else setOpen({ kind: news.what });
      }),
    [controller],
  );
  useEffect(() => {
    const timer = setTimeout(() => setIdle(true), LOAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector("dialog:modal")) return;
      const command = commandOf({ key: event.key, ctrl: isCommandKey(event), shift: event.shiftKey, alt: event.altKey });
      if (!command || !isEverywhere(command)) return;
      controller.run(command);
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [controller]);
  useEffect(() => {
    offered.set(() => [
      actsOf(screen),
      {
        title: words.find.commands.people,
        found: (controller.roster.get()?.people ?? []).map(({ id, name, position }) => ({
          key: id,
          label: name,
          detail: position,
          run: () => {
            controller.going.toPerson(id);
            // The list gives the focus back to where it was; the person's row is where it should be.
            setTimeout(controller.focus);
          },
        })),
      },
    ]);
    return () => offered.set(null);
  }, [controller, screen]);
  if (!open) return null;
  if (open.kind === "paste") return preview && <preview.default controller={controller} plan={open.plan} onClose={close} />;
  if (!finder) return <Waiting label={open.kind === "cell" ? words.find.label : words.find.date.label} onClose={close} />;
  return <finder.default key={open.kind} controller={controller} what={open.kind} onClose={close} />;
}

/** Toolbar, grid, panel; on a phone its bars. */
const PARTS = [".toolbar, .phone-chips", ".grid-host", ".panel, .sheet, .tabs-bar"];
const REACHED = "button:not(:disabled), a[href], input:not(:disabled), select:not(:disabled)";

function goToPart(back: boolean, focusGrid: () => void): void {
  const parts = PARTS.map((selector) => document.querySelector<HTMLElement>(selector));
  const here = parts.findIndex((part) => part?.contains(document.activeElement));
  for (let step = 1; step <= parts.length; step++) {
    const index = (here + (back ? -step : step) + 2 * parts.length) % parts.length;
    const part = parts[index];
    if (!part) continue;
    if (part.matches(".grid-host")) return focusGrid();
    const first = part.querySelector<HTMLElement>(`[aria-selected=true], ${REACHED}`);
    if (first) return first.focus();
  }
}
