// The acts of the grid's screen for the list of commands.
import type { Found, FoundGroup } from "../find/offer";
import { change, settings } from "../ui/settings";
import { words } from "../words";
import type { Command } from "./keys";
import type { Screen } from "./screen";

export function actsOf({ controller, isReadOnly, canGenerate, generate, help }: Screen): FoundGroup {
  const say = words.find.acts;
  const act = (key: keyof typeof say, run: () => void, keys?: string): Found => ({
    key,
    label: say[key],
    ...(keys ? { keys } : {}),
    run,
  });
  const command = (key: keyof typeof say, does: Command, keys?: string) => act(key, () => setTimeout(() => controller.run(does)), keys);
  const edits = isReadOnly
    ? []
    : [
        ...(canGenerate ? [act("generate", generate, "Alt+G")] : []),
        command("undo", { do: "undo" }, "Ctrl+Z"),
        command("redo", { do: "redo" }, "Ctrl+Y"),
        command("lock", { do: "lock" }, "Ctrl+."),
        command("clear", { do: "clear" }, "Del"),
        act("note", () => setTimeout(controller.askNote), "Shift+F2"),
      ];
  const found = [
    ...edits,
    act("story", controller.tellStory),
    command("issue", { do: "issue", back: false }, "F8"),
    command("find", { do: "find", what: "cell" }, "Ctrl+F"),
    command("date", { do: "find", what: "date" }, "Ctrl+G"),
    act("keys", () => setTimeout(help), "Ctrl+/"),
    act("theme", () => change({ theme: settings.get().theme === "dark" ? "light" : "dark" })),
  ];
  return { title: words.find.commands.acts, found };
}
