// Every word that the page says, in the language that was chosen on this device.
import { en } from "./en";

/** A catalogue's shape: the English one with its texts left open, so that a missing word doesn't compile. */
type Open<T> = T extends string
  ? string
  : T extends (...given: infer G) => infer R
    ? (...given: G) => Open<R>
    : T extends readonly (infer E)[]
      ? readonly Open<E>[]
      : { readonly [K in keyof T]: Open<T[K]> };
export type Words = Open<typeof en>;

export const LANGUAGES = { en: "English", ja: "日本語" } as const;
export type Language = keyof typeof LANGUAGES;

/** What is said. Set before anything is drawn, and not again: another language is another visit. */
export let words: Words = en;

/** The first of the browser's languages that there is a catalogue for. */
export function languageOf(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const [language] = tag.toLowerCase().split("-");
    if (language !== undefined && Object.hasOwn(LANGUAGES, language)) return language as Language;
  }
  return "en";
}

/** Speak a language from now on; its catalogue is loaded if it isn't English. One that can't be loaded leaves English. */
export async function speak(language: Language): Promise<void> {
  try {
    if (language !== "en") words = (await import("./ja")).ja;
    document.documentElement.lang = language;
  } catch {
    document.documentElement.lang = "en";
  }
}
