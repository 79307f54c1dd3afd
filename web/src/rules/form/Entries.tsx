// A list in a rule's parameters: each entry a sentence, one of them open to be edited.
import { ChevronDown, ChevronUp, Plus, X } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "../../ui/Controls";
import { words } from "../../words";
import { faultsOf } from "../faults";
import { Said } from "../Said";
import { blank, type Kind, type Values } from "../schema";
import { entryWords, plain } from "../sentence";
import { type FieldProps, useForm } from "./context";
import { Fields } from "./Fields";

const SHOWN = 30;

interface EntriesProps extends FieldProps<readonly Values[] | null | undefined> {
  name: string;
  shape: Extract<Kind, { kind: "list" }>;
}

export function Entries({ title, help, path, value, onChange, name, shape }: EntriesProps) {
  const { names, faults } = useForm();
  const entries = value ?? [];
  // A single one that isn't filled in yet is what one came for.
  const [open, setOpen] = useState<number | null>(() =>
    entries.length === 1 && faultsOf(shape.fields, entries[0]!).length > 0 ? 0 : null,
  );
  const [most, setMost] = useState(SHOWN);
  const say = words.rules;
  const what = (say.entries as Readonly<Record<string, string>>)[name] ?? say.entries.other;
  const add = () => {
    onChange([...entries, blank(shape.fields)], "now");
    setOpen(entries.length);
    setMost(Math.max(most, entries.length + 1));
  };
  const drop = (index: number) => {
    onChange(
      entries.filter((_entry, at) => at !== index),
      "now",
    );
    setOpen(open === null || open === index ? null : open > index ? open - 1 : open);
  };
  return (
    <fieldset className="rule-entries">
      <legend>{title}</legend>
      {help && <p className="hint">{help}</p>}
      {faults.has(path) && <p className="rule-fault">{faults.get(path)}</p>}
      <ol>
        {entries.slice(0, most).map((entry, index) => {
          const said = entryWords(name, entry, names, index);
          const label = plain(said);
          const own = `${path}.${index}`;
          const isWrong = [...faults.keys()].some((at) => at === own || at.startsWith(`${own}.`));
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: entries have no names but their places
            <li key={index} className={isWrong ? "is-wrong" : ""}>
              <div className="entry-row">
                <button
                  type="button"
                  className="entry-open"
                  aria-expanded={open === index}
                  aria-label={say.edit(label)}
                  onClick={() => setOpen(open === index ? null : index)}
                >
                  <span>
                    <Said sentence={said} />
                  </span>
                  {open === index ? <ChevronUp size={16} /> : <ChevronDown size={16} />}
                </button>
                <IconButton label={say.drop(label)} onClick={() => drop(index)}>
                  <X size={16} />
                </IconButton>
              </div>
              {faults.has(own) && <p className="rule-fault">{faults.get(own)}</p>}
              {open === index && (
                <Fields
                  fields={shape.fields}
                  values={entry}
                  path={own}
                  onChange={(next, pace) => onChange(entries.with(index, next), pace)}
                />
              )}
            </li>
          );
        })}
      </ol>
      <div className="rule-add">
        {entries.length < shape.most && (
          <Button icon={<Plus size={16} />} onClick={add}>
            {say.addTo(what)}
          </Button>
        )}
        {entries.length > most && (
          <Button look="quiet" onClick={() => setMost(most + 10 * SHOWN)}>
            {say.showMore(entries.length - most)}
          </Button>
        )}
      </div>
    </fieldset>
  );
}
