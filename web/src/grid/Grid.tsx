// Mounts the grid, hands it keys and clipboard; what hangs over it (picker, tooltip, hint) is drawn here.
import { type ClipboardEvent, type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useSignal } from "../ui/hooks";
import { words } from "../words";
import type { GridController } from "./controller";
import { Picker } from "./Picker";

const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);

export function Grid({ controller, density }: { controller: GridController; density: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => (host.current ? controller.mount(host.current) : undefined), [controller]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the density changes sizes that are read from the style
  useLayoutEffect(() => controller.resized(), [controller, density]);

  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.target as HTMLElement).closest(".rg-fold")) return;
    const taken = controller.key({ key: event.key, ctrl: isMac ? event.metaKey : event.ctrlKey, shift: event.shiftKey, alt: event.altKey });
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

function Hanging({ controller }: { controller: GridController }) {
  const box = useSignal(controller.picker);
  const roster = useSignal(controller.roster);
  const selected = useSignal(controller.selected);
  const hover = useSignal(controller.hover);
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
          onPick={(code) => {
            controller.setShift(code, "down");
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
      {hover && !box && (
        <Floating box={hover.box} className="tooltip">
          {hover.issue?.broken.map(({ rule, message, level }) => (
            <p key={`${rule} ${message}`}>
              <i className={`corner is-${level}`} aria-hidden="true" />
              <strong>{rule}</strong>
              <span>{message}</span>
            </p>
          ))}
          {hover.note !== null && <p>{hover.note}</p>}
        </Floating>
      )}
    </>
  );
}

function Floating({ box, className, children }: { box: DOMRect; className: string; children: React.ReactNode }) {
  const panel = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const shown = panel.current;
    if (!shown) return;
    const { width, height } = shown.getBoundingClientRect();
    shown.style.left = `${box.right + width + 12 > innerWidth ? Math.max(8, box.left - width - 6) : box.right + 4}px`;
    shown.style.top = `${Math.max(8, Math.min(box.top - 6, innerHeight - height - 8))}px`;
  }, [box]);
  return (
    <div ref={panel} className={className} role="tooltip">
      {children}
    </div>
  );
}
