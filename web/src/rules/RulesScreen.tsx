// Rules: at the left what the roster keeps to, in sentences and with what each costs now; at the right the chosen one.
import { Plus } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useSearchParams } from "wouter";
import { useApp } from "../app/app";
import { useRead } from "../app/http";
import { ScreenFrame } from "../frame/ScreenFrame";
import { useMayEdit } from "../records/rights";
import type { Client } from "../sync/client";
import type { Rule } from "../sync/wire";
import { Button, Choice, IconButton } from "../ui/Controls";
import { useIsNarrow, useSignal } from "../ui/hooks";
import { words } from "../words";
import { AddRule } from "./AddRule";
import { useRuleActs } from "./acts";
import type { Counted } from "./Breaks";
import { brokenByRule } from "./breaches";
import { withDraft } from "./editor";
import { inWords } from "./inWords";
import { RuleFacts } from "./RuleFacts";
import { RuleForm } from "./RuleForm";
import { RuleList } from "./RuleList";
import type { RuleType } from "./schema";
import { useChecked } from "./useChecked";
import { useRules } from "./workspace";
import "./rules.css";

const ADD = "add";

/** Which rule is open is in the address; `add`: a new one is being made. */
function useChosen(): [string | null, (next: string | null) => void] {
  const [search, setSearch] = useSearchParams();
  const choose = useCallback((next: string | null) => setSearch(next === null ? {} : { rule: next }), [setSearch]);
  return [search.get("rule"), choose];
}

export default function RulesScreen({ client }: { client: Client }) {
  const [chosen, choose] = useChosen();
  const found = useRules(client);
  const mayEdit = useMayEdit(client);
  const isNarrow = useIsNarrow();
  const catalogue = useRead<readonly RuleType[]>("/rules/catalogue");
  const period = usePeriodChoice();
  const checked = useChecked(client, found && found.rules.length > 0 ? period.id : null);
  const counted = useMemo<Counted | null>(
    () => (period.id === null ? null : { periodId: period.id, periodName: period.name, checked, broken: brokenByRule(checked.violations) }),
    [period.id, period.name, checked],
  );
  const acts = useRuleActs(client, choose);
  const kinds = useMemo(() => catalogue.data?.map(inWords), [catalogue.data]);
  const types = useMemo(() => new Map(kinds?.map((type) => [type.type, type])), [kinds]);
  const titleOf = (type: string) => types.get(type)?.title ?? type.replaceAll("_", " ");
  const drafts = useSignal(acts.editor.drafts);
  const rules = useMemo(() => (found?.rules ?? []).map((one) => withDraft(one, drafts.get(one.id))), [found, drafts]);
  const say = words.rules;
  const canAdd = mayEdit && kinds !== undefined;
  const rule = found?.rules.find(({ id }) => id === chosen) ?? null;
  const isBeside = chosen !== null;
  return (
    <ScreenFrame
      client={client}
      here="rules"
      title={words.frame.screens.rules}
      actions={
        canAdd &&
        (isNarrow ? (
          !isBeside && (
            <IconButton label={say.add} onClick={() => choose(ADD)}>
              <Plus size={22} />
            </IconButton>
          )
        ) : (
          <Button look="primary" icon={<Plus size={16} />} onClick={() => choose(ADD)}>
            {say.add}
          </Button>
        ))
      }
    >
      <div className="rules">
        {!(isNarrow && isBeside) && (
          <div className="rules-left">
            {catalogue.isError && (
              <p role="alert" className="wrong">
                {say.catalogueFailed}{" "}
                <Button look="quiet" onClick={() => void catalogue.refetch()}>
                  {words.frame.retry}
                </Button>
              </p>
            )}
            {found && found.rules.length > 0 && <Head rules={found.rules} counted={counted} period={period} />}
            {!found && <Bars />}
            {found?.rules.length === 0 && (
              <div className="blank">
                <p>{say.empty}</p>
                <p className="hint">{say.emptyHint}</p>
                {canAdd && (
                  <Button look="primary" onClick={() => choose(ADD)}>
                    {say.add}
                  </Button>
                )}
              </div>
            )}
            {found && (
              <RuleList
                rules={rules}
                names={found.names}
                titleOf={titleOf}
                counted={counted}
                chosen={chosen}
                onChoose={choose}
                onSwitch={mayEdit ? acts.setEnabled : null}
              />
            )}
          </div>
        )}
        {(isBeside || (!isNarrow && found && found.rules.length > 0)) && (
          <Right key={chosen} isFocused={isBeside} label={rule ? say.chosen(titleOf(rule.type)) : say.chosenNone}>
            {found && chosen === ADD && canAdd && (
              <AddRule catalogue={kinds} names={found.names} onAdd={acts.add} onClose={() => choose(null)} />
            )}
            {found && rule && (
              <One
                rule={rule}
                type={types.get(rule.type)}
                mayEdit={mayEdit}
                names={found.names}
                counted={counted}
                acts={acts}
                onClose={() => choose(null)}
              />
            )}
            {found && !rule && chosen !== ADD && <p className="blank">{chosen === null ? say.pick : say.missing}</p>}
          </Right>
        )}
      </div>
    </ScreenFrame>
  );
}

interface OneProps {
  rule: Rule;
  type: RuleType | undefined;
  mayEdit: boolean;
  names: NonNullable<ReturnType<typeof useRules>>["names"];
  counted: Counted | null;
  acts: ReturnType<typeof useRuleActs>;
  onClose: () => void;
}

function One({ rule, type, mayEdit, names, counted, acts, onClose }: OneProps) {
  if (mayEdit && type) {
    const { editor, duplicate, remove } = acts;
    return <RuleForm {...{ rule, type, names, counted, editor, onClose }} onDuplicate={duplicate} onRemove={remove} />;
  }
  const title = type?.title ?? rule.type.replaceAll("_", " ");
  return <RuleFacts {...{ rule, title, names, counted, onClose }} help={type?.help ?? ""} />;
}

/** What was chosen takes the focus, so that the keyboard and a screen reader are where the eye is. */
function Right({ isFocused, label, children }: { isFocused: boolean; label: string; children: React.ReactNode }) {
  const right = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isFocused) right.current?.focus();
  }, [isFocused]);
  return (
    <section ref={right} className="rules-right" tabIndex={-1} aria-label={label}>
      {children}
    </section>
  );
}

function Bars() {
  return (
    <div className="rule-bars" role="img" aria-label={words.frame.loading}>
      {[1, 2, 3, 4, 5, 6].map((bar) => (
        <i key={bar} />
      ))}
    </div>
  );
}

function Head({ rules, counted, period }: { rules: readonly Rule[]; counted: Counted | null; period: ReturnType<typeof usePeriodChoice> }) {
  const say = words.rules;
  const { checked } = counted ?? {};
  const broken = rules.filter(({ id }) => counted?.broken.has(id)).length;
  return (
    <div className="rules-head">
      <p>
        {checked?.state === "known" ? say.total(rules.length, broken) : say.totalOnly(rules.length)}
        {checked?.state === "failed" && <span className="rule-fault">{checked.why ? say.checkRefused(checked.why) : say.checkFailed}</span>}
      </p>
      {period.id !== null && (
        <Choice
          label={say.countedIn}
          value={period.id}
          options={period.all.map(({ id, name }) => [id, name] as const)}
          onChange={period.choose}
        />
      )}
    </div>
  );
}

interface ListedPeriod {
  id: string;
  name: string;
  start_date: string;
}

/** The period in which the rules are counted: the one that was open last, else the latest. */
function usePeriodChoice() {
  const { lastPeriod } = useApp();
  const last = useSignal(lastPeriod);
  const [picked, choose] = useState<string | null>(null);
  const listed = useRead<{ items: readonly ListedPeriod[] }>("/periods?limit=200");
  const all = useMemo(() => [...(listed.data?.items ?? [])].sort((a, b) => (a.start_date < b.start_date ? 1 : -1)), [listed.data]);
  const chosen = all.find(({ id }) => id === picked) ?? all.find(({ id }) => id === last) ?? all[0] ?? null;
  return { all, id: chosen?.id ?? null, name: chosen?.name ?? "", choose };
}
