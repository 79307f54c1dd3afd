// Ctrl+K on every screen opens the list of commands, whose code comes when it is first asked for.
import { useEffect } from "react";
import "./waiting.css";
import { isCommandKey } from "../grid/dom";
import { useSignal } from "../ui/hooks";
import { words } from "../words";
import { isListOpen } from "./offer";
import { useLoaded } from "./useLoaded";
import { Waiting } from "./Waiting";

const load = () => import("./CommandList");

export function CommandKey() {
  const isOpen = useSignal(isListOpen);
  const code = useLoaded(load, isOpen);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !isCommandKey(event) || event.shiftKey || event.altKey || event.defaultPrevented) return;
      // A dialog has its own matter to settle first.
      if (!document.querySelector("dialog:modal")) isListOpen.set(true);
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  if (!isOpen) return null;
  return code ? <code.default /> : <Waiting label={words.find.commands.label} onClose={() => isListOpen.set(false)} />;
}
