// The few DOM words that the grid's painting and its hands are made of.
export const px = (value: number): string => `${value}px`;

export function element(className: string, role?: string, parent?: Node): HTMLElement {
  const made = document.createElement("div");
  made.className = className;
  if (role) made.setAttribute("role", role);
  parent?.appendChild(made);
  return made;
}

/** Writes into the one text node, and only what differs. */
export function setText(target: HTMLElement, text: string): void {
  const node = target.firstChild;
  if (node instanceof Text) {
    if (node.nodeValue !== text) node.nodeValue = text;
  } else target.textContent = text;
}

const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);

/** Whether Ctrl is held; on a Mac it is ⌘, where Ctrl with a click is the right button. */
export const isCommandKey = ({ ctrlKey, metaKey }: { ctrlKey: boolean; metaKey: boolean }): boolean => (isMac ? metaKey : ctrlKey);
