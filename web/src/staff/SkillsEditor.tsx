// What somebody can do, each until a day or for good; every change is the whole list, saved at once.
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { today } from "../grid/today";
import { TextField } from "../records/RecordFields";
import { Button, IconButton } from "../ui/Controls";
import { words } from "../words";
import { type Skill, stateOf } from "./people";

interface SkillsEditorProps {
  skills: readonly Skill[];
  known: readonly string[];
  onSave: ((skills: readonly Skill[]) => void) | null;
}

export function SkillsEditor({ skills, known, onSave }: SkillsEditorProps) {
  const say = words.staff.sheet;
  const [isAdding, setAdding] = useState(false);
  const replace = (index: number, skill: Skill) => onSave?.(skills.map((other, at) => (at === index ? skill : other)));
  const without = (index: number) => onSave?.(skills.filter((_, at) => at !== index));
  const add = (name: string) => {
    setAdding(false);
    if (name && !skills.some((skill) => skill.name === name)) onSave?.([...skills, { name, until: null }]);
  };
  return (
    <section className="record-part">
      <h3>{say.skills}</h3>
      {skills.length === 0 && !isAdding && <p className="hint">{say.noSkills}</p>}
      <ul className="skill-list">
        {skills.map((skill, index) => (
          <li key={skill.name}>
            {onSave === null ? (
              <span>
                {skill.name} <span className="hint">{skill.until ? words.staff.until(skill.until) : say.forGood}</span>
              </span>
            ) : (
              <>
                <TextField
                  label={say.skill(index + 1)}
                  value={skill.name}
                  suggestions={known}
                  maxLength={200}
                  onSave={(name) => (name ? replace(index, { ...skill, name }) : without(index))}
                />
                <TextField
                  label={say.skillUntil(skill.name)}
                  type="date"
                  value={skill.until ?? ""}
                  onSave={(until) => replace(index, { ...skill, until: until || null })}
                />
                <IconButton label={say.removeSkill(skill.name)} onClick={() => without(index)}>
                  <X size={16} />
                </IconButton>
              </>
            )}
            <State skill={skill} />
          </li>
        ))}
      </ul>
      {isAdding && onSave && <NewSkill number={skills.length + 1} known={known} onAdd={add} />}
      {onSave && !isAdding && (
        <Button look="quiet" icon={<Plus size={16} />} onClick={() => setAdding(true)}>
          {say.addSkill}
        </Button>
      )}
    </section>
  );
}

function State({ skill }: { skill: Skill }) {
  const state = stateOf(skill, today());
  if (state === "standing") return null;
  return <span className={`tag is-${state}`}>{state === "over" ? words.staff.sheet.expired : words.staff.sheet.endsSoon}</span>;
}

function NewSkill({ number, known, onAdd }: { number: number; known: readonly string[]; onAdd: (name: string) => void }) {
  const [name, setName] = useState("");
  return (
    <form
      className="record-field"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd(name.trim());
      }}
    >
      <label>
        <span>{words.staff.sheet.skill(number)}</span>
        <input
          ref={(input) => input?.focus()}
          type="text"
          list="known-skills"
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.target.value)}
          onBlur={() => onAdd(name.trim())}
        />
      </label>
      <datalist id="known-skills">
        {known.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </form>
  );
}
