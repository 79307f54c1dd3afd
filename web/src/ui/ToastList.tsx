// Where notices appear.
import { X } from "lucide-react";
import { words } from "../words";
import { Button, IconButton } from "./Controls";
import { useSignal } from "./hooks";
import type { Toasts } from "./toasts";

export function ToastList({ toasts }: { toasts: Toasts }) {
  const shown = useSignal(toasts.shown);
  return (
    <section className="toasts" aria-label={words.toast.region}>
      {shown.map((toast) => (
        <div key={toast.id} role={toast.level} className={`toast is-${toast.level}`}>
          <p>{toast.text}</p>
          {toast.acts.map((act) => (
            <Button
              key={act.label}
              look="quiet"
              onClick={() => {
                toasts.close(toast.id);
                act.run();
              }}
            >
              {act.label}
            </Button>
          ))}
          <IconButton label={words.frame.close} onClick={() => toasts.close(toast.id)}>
            <X size={16} />
          </IconButton>
        </div>
      ))}
    </section>
  );
}
