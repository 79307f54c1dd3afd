// Where a file is dropped or chosen.
import { FileUp } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { Button } from "../ui/Controls";
import { words } from "../words";

const TAKEN = ".csv,.tsv,.txt,.xlsx,.ods,text/csv";

export function DropZone({ hint, isDisabled, onFile }: { hint: string; isDisabled: boolean; onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const over = (event: DragEvent) => {
    if (isDisabled || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    setOver(true);
  };
  const dropped = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file && !isDisabled) onFile(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping has a button beside it
    <div className={`drop-zone${isOver ? " is-over" : ""}`} onDragOver={over} onDragLeave={() => setOver(false)} onDrop={dropped}>
      <FileUp size={28} aria-hidden="true" />
      <p>
        <span className="drop-words">{words.exchange.drop}</span>
        <Button look="primary" disabled={isDisabled} onClick={() => input.current?.click()}>
          {words.exchange.choose}
        </Button>
      </p>
      <p className="hint">{hint}</p>
      <input
        ref={input}
        type="file"
        accept={TAKEN}
        aria-label={words.exchange.choose}
        tabIndex={-1}
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) onFile(file);
        }}
      />
    </div>
  );
}
