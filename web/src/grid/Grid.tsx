// Mounts the grid, hands it keys and clipboard; what hangs over it (picker, tooltip, hint) is drawn here.
import { type ClipboardEvent, type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useSignal } from "../ui/hooks";
import { words } from "../words";
import { CellMenu } from "./CellMenu";
import { CellTip } from "./CellTip";
import type { GridController } from "./controller";
import { isCommandKey } from "./dom";
import { Floating } from "./Floating";
import { onTextResize } from "./measure";
import { Picker } from "./Picker";
import { useDensitySteps } from "./useDensity";

export function Grid({ controller, density }: { controller: GridController; density: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => (host.current ? controller.mount(host.current) : undefined), [controller]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the density changes sizes that are read from the style
  useLayoutEffect(() => controller.resized(), [controller, density]);
  useEffect(() => (host.current ? onTextResize(host.current, () => controller.resized()) : undefined), [controller]);
  const stepDensity = useDensitySteps(host);

  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.target as HTMLElement).closest(".rg-fold")) return;
    if (rowKey(event, controller, stepDensity)) return event.preventDefault();
    const taken = controller.key({ key: event.key, ctrl: isCommandKey(event), shift: event.shiftKey, alt: event.altKey });
    if (taken) event.preventDefault();
  };
  const onCopy = (event: ClipboardEvent) => {
    controller.copy(event.clipboardData, false);
    event.preventDefault();
  };
  const onCut = (event: ClipboardEvent) => {
    controller.copy(event.clipboardData, true);
    event.preventDefault();
  };
  const onPaste = (event: ClipboardEvent) => {
    controller.paste(event.clipboardData);
    event.preventDefault();
  };
  return (
    <>
      <p id="grid-description" className="sr-only">
        {words.grid.description}
      </p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the grid inside has the role and the focus */}
      <div ref={host} className="grid-host" data-density={density} onKeyDown={onKeyDown} onCopy={onCopy} onCut={onCut} onPaste={onPaste} />
      <Hanging controller={controller} />
    </>
  );
}

/** The keys of rows and density. */
function rowKey({ key, ctrlKey, altKey, shiftKey }: KeyboardEvent, controller: GridController, stepDensity: (by: -1 | 1) => void): boolean {
  if (altKey && shiftKey && !ctrlKey && (key === "ArrowUp" || key === "ArrowDown")) {
    controller.movePerson(key === "ArrowUp" ? -1 : 1);
    return true;
  }
  if (!ctrlKey || !altKey || !["+", "=", "-"].includes(key)) return false;
  stepDensity(key === "-" ? -1 : 1);
  return true;
}

function Hanging({ controller }: { controller: GridController }) {
  const box = useSignal(controller.picker);
  const roster = useSignal(controller.roster);
  const selected = useSignal(controller.selected);
  const [hint, setHint] = useState<{ text: string; box: DOMRect } | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const stop = controller.news.on((news) => {
      if (news.kind !== "hint") return;
      setHint(news);
      clearTimeout(timer);
      timer = setTimeout(() => setHint(null), 1800);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [controller]);
  return (
    <>
      {box && roster && (
        <Picker
          box={box}
          palette={roster.palette}
          current={selected?.active?.shift ?? null}
          onPick={(code, back) => {
            controller.setShift(code, back ? "up" : "down");
            controller.focus();
          }}
          onClose={controller.closePicker}
        />
      )}
      {hint && !box && (
        <Floating box={hint.box} className="tooltip is-hint">
          {hint.text}
        </Floating>
      )}
      {!box && <CellTip controller={controller} />}
      <CellMenu controller={controller} />
    </>
  );
}
