// A sentence with what stands out in it.
import { pieces } from "./sentence";

export function Said({ sentence }: { sentence: string }) {
  return pieces(sentence).map(({ text, isStrong }, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no names but their places
    isStrong ? <b key={index}>{text}</b> : <span key={index}>{text}</span>,
  );
}
