// Adding a rule: the catalogue with a line of help and an example each; then the form, kept here until it is complete.
import { ArrowLeft, X } from "lucide-react";
import { useMemo, useState } from "react";
import type { Answer } from "../sync/client";
import { newId } from "../sync/ids";
import type { Rule } from "../sync/wire";
import { Button, IconButton } from "../ui/Controls";
import { words } from "../words";
import { type Refusal, refusalOf } from "./editor";
import type { Names } from "./names";
import { faultWords, ruleFaults } from "./problems";
import { RuleFields } from "./RuleFields";
import { Said } from "./Said";
import type { RuleType } from "./schema";
import { sentenceOf } from "./sentence";
import { startingParams } from "./starting";
import { TOPICS, topicOf } from "./topics";

interface Props {
  catalogue: readonly RuleType[];
  names: Names;
  onAdd: (rule: Rule) => Promise<Answer>;
  onClose: () => void;
}

export function AddRule({ catalogue, names, onAdd, onClose }: Props) {
  const [type, setType] = useState<RuleType | null>(null);
  if (type) return <NewRule key={type.type} type={type} names={names} onAdd={onAdd} onBack={() => setType(null)} onClose={onClose} />;
  const say = words.rules;
  return (
    <div className="rule-form">
      <header>
        <h2>{say.addTitle}</h2>
        <span className="bar-gap" />
        <IconButton label={say.close} onClick={onClose}>
          <X size={18} />
        </IconButton>
      </header>
      <p className="hint">{say.addLede}</p>
      {TOPICS.map((topic) => ({ topic, types: catalogue.filter((one) => topicOf(one.type) === topic) }))
        .filter(({ types }) => types.length > 0)
        .map(({ topic, types }) => (
          <section key={topic} className="rule-section">
            <h3>{say.topics[topic]}</h3>
            <ul className="rule-types">
              {types.map((one) => (
                <li key={one.type}>
                  <button type="button" onClick={() => setType(one)}>
                    <b>{one.title}</b>
                    <span>{one.help}</span>
                    <span className="hint">
                      {say.example} <Said sentence={sentenceOf({ type: one.type, params: one.example }, exampleNames(names), one.title)} />
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
    </div>
  );
}

interface NewRuleProps extends Omit<Props, "catalogue"> {
  type: RuleType;
  onBack: () => void;
}

function NewRule({ type, names, onAdd, onBack, onClose }: NewRuleProps) {
  const [rule, setRule] = useState<Rule>(() => ({
    id: newId(),
    type: type.type,
    name: "",
    enforcement: "soft",
    weight: 1,
    params: { ...startingParams(type, names) },
  }));
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const { params = {}, weight = 1 } = rule;
  const faults = ruleFaults(type, { params, weight });
  const told = useMemo(
    () => faultWords(isTried ? ruleFaults(type, { params: rule.params ?? {}, weight: rule.weight ?? 1 }) : [], refusal),
    [type, rule, refusal, isTried],
  );
  const say = words.rules;
  const add = () => {
    setTried(true);
    if (faults.length > 0) return;
    setBusy(true);
    void onAdd(rule).then((answer) => {
      setBusy(false);
      if (answer.kind === "error") setRefusal(refusalOf(answer.payload));
    });
  };
  return (
    <div className="rule-form">
      <header>
        <IconButton label={say.back} onClick={onBack}>
          <ArrowLeft size={18} />
        </IconButton>
        <h2>{type.title}</h2>
        <span className="bar-gap" />
        <IconButton label={say.close} onClick={onClose}>
          <X size={18} />
        </IconButton>
      </header>
      <p className="rule-says">
        <Said sentence={sentenceOf(rule, names, type.title)} />
      </p>
      <p className="hint">{type.help}</p>
      <RuleFields
        type={type}
        rule={rule}
        names={names}
        faults={told}
        onEdit={(set) => {
          setRefusal(null);
          setRule({ ...rule, ...set } as Rule);
        }}
        onLeave={nothing}
      />
      {told.has("") && (
        <p role="alert" className="wrong">
          {told.get("")}
        </p>
      )}
      <div className="rule-acts">
        <Button look="primary" disabled={isBusy} onClick={add}>
          {say.create}
        </Button>
        <Button onClick={onClose}>{say.cancel}</Button>
        {isTried && faults.length > 0 && <span className="rule-fault">{say.notYetHint}</span>}
      </div>
    </div>
  );
}

/** The example's people are not those of this workspace: their ids stand for names. */
const exampleNames = (names: Names): Names => ({
  ...names,
  person: (id) => names.person(id).replace(/^\p{Ll}/u, (first) => first.toUpperCase()),
});

const nothing = (): void => {};
