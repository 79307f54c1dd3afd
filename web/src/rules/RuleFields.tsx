// Everything of a rule that can be set: what it asks, for whom and when, how much it counts, its name.
import { useMemo } from "react";
import type { Rule } from "../sync/wire";
import { Segments } from "../ui/Controls";
import { words } from "../words";
import type { Pace, RuleSet } from "./editor";
import { type FormContext, FormProvider } from "./form/context";
import { Fields, Folded } from "./form/Fields";
import { IntegerField, TextField } from "./form/inputs";
import type { Names } from "./names";
import { type Field, fieldsOf, type RuleType, type Values } from "./schema";
import { dateFields, isEverything, staffFields, withPart } from "./scope";

const WEIGHT = { kind: "integer", min: 0, max: 10 ** 6, isOptional: false } as const;

interface Props {
  type: RuleType;
  rule: Rule;
  names: Names;
  faults: ReadonlyMap<string, string>;
  onEdit: (set: RuleSet, pace: Pace) => void;
  onLeave: () => void;
}

export function RuleFields({ type, rule, names, faults, onEdit, onLeave }: Props) {
  const fields = useMemo(() => fieldsOf(type.schema), [type]);
  const form = useMemo<FormContext>(() => ({ ruleType: type.type, names, faults, onLeave }), [type, names, faults, onLeave]);
  const say = words.rules;
  const { scope = {}, params = {}, enforcement = "soft", weight = 1 } = rule;
  const edit = (part: "staff" | "dates") => (values: Values, pace: Pace) => onEdit({ scope: withPart(scope, part, values) }, pace);
  return (
    <FormProvider value={form}>
      <section className="rule-section">
        <h3>{say.sections.asks}</h3>
        {type.schema.description && <p className="hint">{readable(type.schema.description, fields)}</p>}
        <Fields fields={fields} values={params} onChange={(next, pace) => onEdit({ params: { ...next } }, pace)} />
      </section>
      <section className="rule-section">
        <h3>{say.sections.strength}</h3>
        <div className="rule-strength">
          <Segments
            label={say.enforcement}
            value={enforcement}
            options={[
              ["hard", say.mustLong],
              ["soft", say.wishLong],
            ]}
            onChange={(next) => onEdit({ enforcement: next }, "now")}
          />
          <IntegerField
            title={say.weightLabel}
            help=""
            path="weight"
            shape={WEIGHT}
            value={weight}
            onChange={(next, pace) => onEdit({ weight: next ?? Number.NaN }, pace)}
          />
        </div>
        <p className="hint">
          {say.weightHint(weight, type.unit)} {say.strengthHint[enforcement]}
        </p>
      </section>
      <section className="rule-section">
        <h3>{say.sections.scope}</h3>
        <Folded key={rule.id} summary={say.everyone} isOpen={!isEverything(scope)}>
          <Fields fields={staffFields()} values={{ ...scope.staff }} path="scope.staff" onChange={edit("staff")} />
          <Fields fields={dateFields()} values={{ ...scope.dates }} path="scope.dates" onChange={edit("dates")} />
        </Folded>
      </section>
      <section className="rule-section">
        <h3>{say.sections.name}</h3>
        <TextField
          title={say.nameLabel}
          help={say.nameHint}
          placeholder={type.title}
          path="name"
          value={rule.name}
          isOptional
          suggestions={[]}
          onChange={(next, pace) => onEdit({ name: next ?? "" }, pace)}
        />
      </section>
    </FormProvider>
  );
}

/** The catalogue quotes fields by their names on the wire; a reader knows their titles. */
function readable(description: string, fields: readonly Field[]): string {
  const titles = new Map(fields.map(({ name, title }) => [name, title]));
  return description.replace(/`(\w+)`/g, (_quoted, name: string) => `“${titles.get(name) ?? name}”`);
}
