// The system's clipboard by other ways than its keys: what a menu may do, where the browser lets it.

/** Copy or cut as if the key had been pressed; `fill` says what. False: the browser doesn't let a page do it. */
export function copyByCommand(act: "copy" | "cut", fill: (data: DataTransfer) => void): boolean {
  const done = new AbortController();
  const during = { signal: done.signal, capture: true };
  let isCopied = false;
  // No text is selected; whoever takes this event says that there is something to copy all the same.
  document.addEventListener(`before${act}`, (event) => event.preventDefault(), during);
  document.addEventListener(
    act,
    (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.clipboardData) fill(event.clipboardData);
      isCopied = true;
    },
    during,
  );
  document.execCommand(act);
  done.abort();
  return isCopied;
}

/** Fails where the browser or the person doesn't let a page read it. */
export async function readClipboard(): Promise<{ text: string; html: string }> {
  // As it was copied: cleaned, a table would be made into elements here, whose styles the page's policy refuses.
  const asItIs: object = { unsanitized: ["text/html"] };
  const [item] = await (navigator.clipboard.read as (wanted: object) => Promise<ClipboardItems>).call(navigator.clipboard, asItIs);
  const read = async (type: string) => (item?.types.includes(type) ? (await item.getType(type)).text() : "");
  return { text: await read("text/plain"), html: await read("text/html") };
}
