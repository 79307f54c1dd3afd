// The rule that was chosen: what it says, what it breaks, and its form, which saves itself.
import { Copy, Trash2, X } from "lucide-react";
import { useCallback, useMemo } from "react";
import type { Rule } from "../sync/wire";
import { Button, IconButton } from "../ui/Controls";
import { useSignal } from "../ui/hooks";
import { words } from "../words";
import { Breaks, type Counted } from "./Breaks";
import { type Pace, type RuleEditor, type RuleSet, withDraft } from "./editor";
import type { Names } from "./names";
import { faultWords, ruleFaults } from "./problems";
import { RuleFields } from "./RuleFields";
import { Said } from "./Said";
import type { RuleType } from "./schema";
import { sentenceOf } from "./sentence";

export interface RuleFormProps {
  rule: Rule;
  type: RuleType;
  names: Names;
  counted: Counted | null;
  editor: RuleEditor;
  onDuplicate: (rule: Rule) => void;
  onRemove: (rule: Rule) => void;
  onClose: () => void;
}

export function RuleForm({ rule: saved, type, names, counted, editor, onDuplicate, onRemove, onClose }: RuleFormProps) {
  const draft = useSignal(editor.drafts).get(saved.id) ?? null;
  const rule = useMemo(() => withDraft(saved, draft), [saved, draft]);
  const faults = useMemo(() => (draft ? faultWords(faultsIn(type, rule), draft.refusal) : new Map<string, string>()), [type, rule, draft]);
  const edit = (set: RuleSet, pace: Pace) =>
    editor.edit(saved.id, set, { isComplete: faultsIn(type, withDraft(rule, { set })).length === 0, pace });
  const leave = useCallback(() => editor.flush(saved.id), [editor, saved.id]);
  const say = words.rules;
  return (
    <div className="rule-form">
      <header>
        <h2>{type.title}</h2>
        <span className="bar-gap" />
        <IconButton label={say.duplicate} onClick={() => onDuplicate(rule)}>
          <Copy size={18} />
        </IconButton>
        <IconButton label={say.remove} onClick={() => onRemove(saved)}>
          <Trash2 size={18} />
        </IconButton>
        <IconButton label={say.close} onClick={onClose}>
          <X size={18} />
        </IconButton>
      </header>
      <p className="rule-says">
        <Said sentence={sentenceOf(rule, names, type.title)} />
      </p>
      <p className="hint">{type.help}</p>
      <Breaks rule={saved} counted={counted} />
      {draft && (draft.refusal !== null || !draft.isComplete) && (
        <div className="rule-unsaved" role="status">
          <p>
            <b>{draft.refusal ? say.refused : say.notYet}</b> {draft.refusal ? (faults.get("") ?? draft.refusal.message) : say.notYetHint}
          </p>
          <Button look="quiet" onClick={() => editor.discard(saved.id)}>
            {say.discard}
          </Button>
        </div>
      )}
      <RuleFields key={saved.id} type={type} rule={rule} names={names} faults={faults} onEdit={edit} onLeave={leave} />
    </div>
  );
}

const faultsIn = (type: RuleType, { params = {}, weight = 1 }: Rule) => ruleFaults(type, { params, weight });
