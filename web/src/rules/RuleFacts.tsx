// A rule for who may only look: its sentence, what it breaks, and its entries in words.
import { X } from "lucide-react";
import type { Rule } from "../sync/wire";
import { IconButton } from "../ui/Controls";
import { words } from "../words";
import { Breaks, type Counted } from "./Breaks";
import type { Names } from "./names";
import { Said } from "./Said";
import type { Values } from "./schema";
import { entryWords, sentenceOf } from "./sentence";

const SHOWN = 200;

interface Props {
  rule: Rule;
  title: string;
  help: string;
  names: Names;
  counted: Counted | null;
  onClose: () => void;
}

export function RuleFacts({ rule, title, help, names, counted, onClose }: Props) {
  const say = words.rules;
  const lists = Object.entries(rule.params ?? {}).filter((entry): entry is [string, Values[]] => isEntries(entry[1]));
  return (
    <div className="rule-form">
      <header>
        <h2>{title}</h2>
        <span className="bar-gap" />
        <IconButton label={say.close} onClick={onClose}>
          <X size={18} />
        </IconButton>
      </header>
      <p className="rule-says">
        <Said sentence={sentenceOf(rule, names, title)} />
      </p>
      <p className="hint">{help}</p>
      <p className="hint">
        {[
          rule.name,
          rule.enabled === false ? say.isOff : null,
          rule.enforcement === "hard" ? say.must : say.wish,
          say.weight(rule.weight ?? 1),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <Breaks rule={rule} counted={counted} />
      {lists.map(([name, entries]) => (
        <ol key={name} className="rule-facts">
          {entries.slice(0, SHOWN).map((entry, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: entries have no names but their places
            <li key={index}>
              <Said sentence={entryWords(name, entry, names, index)} />
            </li>
          ))}
        </ol>
      ))}
    </div>
  );
}

const isEntries = (value: unknown): boolean => Array.isArray(value) && typeof value[0] === "object";
