// Copy, cut and paste: by the browser's own events, and from a menu as far as the browser lets a page go.
import { type Block, blockOf, htmlTable, parseTsv, tsv } from "./clipboard";
import type { Input, Range } from "./model";
import type { News } from "./news";
import type { Stage } from "./stage";
import { copyByCommand, readClipboard } from "./systemClipboard";

export class Copying {
  readonly #stage: Stage;
  readonly #news: News;
  readonly #input: (input: Input) => void;
  #copied = "";

  constructor(stage: Stage, news: News, input: (input: Input) => void) {
    this.#stage = stage;
    this.#news = news;
    this.#input = input;
  }

  copy(data: DataTransfer, isCut: boolean): void {
    const { state, range, scene } = this.#stage;
    if (state.others.length > 0) return this.#news.emit({ kind: "oneBlock" });
    const rows = blockIn(range, (row, column) => scene?.raw(row, column).shift ?? "");
    this.#copied = tsv(rows);
    data.setData("text/plain", this.#copied);
    data.setData("text/html", htmlTable(rows));
    if (isCut) this.#input({ kind: "cut" });
  }

  paste(text: string, html: string): void {
    // Line breaks come back as the system writes them.
    const isOwn = text.replaceAll("\r\n", "\n") === this.#copied;
    this.#input({ kind: "paste", block: isOwn ? parseTsv(text) : blockOf(text, html), isOwn });
  }

  /** The browser's own way first, which only some let a page go. */
  copyNow(isCut: boolean): void {
    this.#stage.view?.focus();
    const isCopied = copyByCommand(isCut ? "cut" : "copy", (data) => this.copy(data, isCut));
    if (!isCopied) this.#news.emit({ kind: "copyByKey" });
  }

  pasteNow(): void {
    const refuse = () => this.#news.emit({ kind: "pasteByKey" });
    if (!navigator.clipboard?.read) return refuse();
    readClipboard().then(({ text, html }) => this.paste(text, html), refuse);
  }
}

function blockIn({ top, left, bottom, right }: Range, textAt: (row: number, column: number) => string): Block {
  return Array.from({ length: bottom - top + 1 }, (_, down) =>
    Array.from({ length: right - left + 1 }, (_, across) => textAt(top + down, left + across)),
  );
}
