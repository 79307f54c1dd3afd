// A field's name, its help and what is wrong with it, around its control.
import { type ReactNode, useId } from "react";
import { useForm } from "./context";

interface LabelledProps {
  title: string;
  help: string;
  path: string;
  children: (ids: { id: string; describedBy: string | undefined; isWrong: boolean }) => ReactNode;
}

export function Labelled({ title, help, path, children }: LabelledProps) {
  const id = useId();
  const fault = useForm().faults.get(path);
  return (
    <div className={`rule-field${fault ? " is-wrong" : ""}`}>
      <label htmlFor={id}>{title}</label>
      {children({ id, describedBy: fault || help ? `${id}-more` : undefined, isWrong: fault !== undefined })}
      <Beside id={`${id}-more`} help={help} fault={fault} />
    </div>
  );
}

/** The same for a control of several parts. */
export function Grouped({ title, help, path, children }: Omit<LabelledProps, "children"> & { children: ReactNode }) {
  const id = useId();
  const fault = useForm().faults.get(path);
  return (
    <fieldset className={`rule-field${fault ? " is-wrong" : ""}`} aria-describedby={fault || help ? `${id}-more` : undefined}>
      <legend>{title}</legend>
      {children}
      <Beside id={`${id}-more`} help={help} fault={fault} />
    </fieldset>
  );
}

function Beside({ id, help, fault }: { id: string; help: string; fault: string | undefined }) {
  if (!fault && !help) return null;
  return (
    <p id={id} className={fault ? "rule-fault" : "hint"}>
      {fault ?? help}
    </p>
  );
}
