// A field and what fits it below: arrows choose, Enter does it. Find, go to a date and the list of commands are all this.
import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from "react";
import { words } from "../words";
import "./find.css";
import type { Found, FoundGroup } from "./offer";
import { forgetTyped, typedBefore } from "./Waiting";

interface FinderProps {
  title: string;
  label: string;
  hint?: string;
  /** Beside the grid, so that one sees where it leads. */
  isAside?: boolean;
  /** The best first. */
  groupsOf: (query: string) => readonly FoundGroup[];
  onClose: () => void;
}

export function Finder({ title, label, hint, isAside = false, groupsOf, onClose }: FinderProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [query, setQuery] = useState(() => typedBefore().text);
  const [at, setAt] = useState(0);
  const [told, setTold] = useState("");
  const groups = groupsOf(query);
  const all = groups.flatMap(({ found }) => found);
  const chosen = Math.min(at, all.length - 1);
  const act = (found: Found | undefined, back: boolean) => {
    if (!found) return;
    if (found.seek) return setTold(found.seek(back));
    found.run?.();
    onClose();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    const { isEntered } = typedBefore();
    forgetTyped();
    if (isEntered) act(all[0], false);
    return () => shown?.close();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever is chosen is brought into sight
  useLayoutEffect(() => {
    dialog.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [chosen, query]);

  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      setAt((chosen + move + all.length) % Math.max(1, all.length));
      setTold("");
    } else if (event.key === "Enter") act(all[chosen], event.shiftKey);
    else return;
    event.preventDefault();
  };
  const optionId = (index: number) => `${id}${index}`;
  return (
    <dialog
      ref={dialog}
      className={`dialog finder${isAside ? " is-aside" : ""}`}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className="finder-box">
        <div className="finder-field">
          <input
            autoFocus
            value={query}
            placeholder={label}
            aria-label={label}
            role="combobox"
            aria-expanded="true"
            aria-controls={`${id}list`}
            aria-activedescendant={all[chosen] ? optionId(chosen) : undefined}
            spellCheck={false}
            onChange={(event) => {
              setQuery(event.target.value);
              setAt(0);
              setTold("");
            }}
            onKeyDown={onKeyDown}
          />
          <span aria-hidden="true" className="keycap">
            Esc
          </span>
        </div>
        <div id={`${id}list`} role="listbox" tabIndex={-1} aria-label={title}>
          {groups.map((group) => (
            // biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
            <div key={group.title} role="group" aria-label={group.title}>
              <p aria-hidden="true">{group.title}</p>
              {group.found.map((found) => {
                const index = all.indexOf(found);
                return (
                  <div
                    key={found.key}
                    id={optionId(index)}
                    role="option"
                    tabIndex={-1}
                    aria-selected={index === chosen}
                    onPointerMove={() => setAt(index)}
                    onClick={(event) => act(found, event.shiftKey)}
                    onKeyDown={onKeyDown}
                  >
                    {found.tile && <span className={`tile shift-${found.tile.colour}`}>{found.tile.symbol}</span>}
                    <span className="finder-name">{found.label}</span>
                    {found.detail && <span className="hint">{found.detail}</span>}
                    {found.keys && <span className="keycap">{found.keys}</span>}
                  </div>
                );
              })}
            </div>
          ))}
        </div>
        {all.length === 0 && <p className="finder-none">{words.find.none}</p>}
        <p className="finder-told" role="status">
          {told || (all[chosen]?.seek ? hint : "")}
        </p>
      </div>
    </dialog>
  );
}
