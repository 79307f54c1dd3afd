// The rules as sentences, by what they are about: on or off, must or wish, and what each costs now.
import type { Rule } from "../sync/wire";
import { words } from "../words";
import type { Counted } from "./Breaks";
import type { Names } from "./names";
import { Said } from "./Said";
import { plain, sentenceOf } from "./sentence";
import { byTopic } from "./topics";

interface Props {
  rules: readonly Rule[];
  names: Names;
  titleOf: (type: string) => string;
  counted: Counted | null;
  chosen: string | null;
  onChoose: (ruleId: string) => void;
  /** Null: this person may only look. */
  onSwitch: ((rule: Rule, enabled: boolean) => void) | null;
}

export function RuleList({ rules, ...rest }: Props) {
  return (
    <div className="rule-topics">
      {byTopic(rules).map((group) => (
        <section key={group.topic} aria-label={words.rules.topics[group.topic]}>
          <h2>
            {words.rules.topics[group.topic]}
            <span className="hint">{words.number(group.rules.length)}</span>
          </h2>
          <ul>
            {group.rules.map((rule) => (
              <Row key={rule.id} rule={rule} {...rest} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Row({ rule, names, titleOf, counted, chosen, onChoose, onSwitch }: Omit<Props, "rules"> & { rule: Rule }) {
  const say = words.rules;
  const title = titleOf(rule.type);
  const sentence = sentenceOf(rule, names, title);
  const isOn = rule.enabled !== false;
  const isMust = rule.enforcement === "hard";
  const broken = isOn ? counted?.broken.get(rule.id) : undefined;
  return (
    <li className={`rule-row${rule.id === chosen ? " is-chosen" : ""}${isOn ? "" : " is-off"}`}>
      {onSwitch && (
        <input
          type="checkbox"
          role="switch"
          className="switch"
          aria-label={say.enabled(plain(sentence))}
          aria-checked={isOn}
          checked={isOn}
          onChange={({ target }) => onSwitch(rule, target.checked)}
        />
      )}
      <button type="button" aria-current={rule.id === chosen ? "true" : undefined} onClick={() => onChoose(rule.id)}>
        <span className="rule-words">
          <span>
            <Said sentence={sentence} />
          </span>
          <span className="hint">
            <span className={isMust ? "rule-must" : ""}>{isMust ? say.must : say.wish}</span>
            {` · ${[rule.name || title, say.weight(rule.weight ?? 1), isOn ? null : say.isOff].filter(Boolean).join(" · ")}`}
          </span>
        </span>
        {broken && (
          <span
            className={`rule-count ${isMust ? "is-must" : "is-wish"}`}
            role="img"
            aria-label={say.brokenSpoken(broken.times, broken.points)}
          >
            <b>{say.times(broken.times)}</b>
            <span>{say.points(broken.points)}</span>
          </span>
        )}
      </button>
    </li>
  );
}
