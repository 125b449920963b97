// What a cover comes to, as its owner reads it.
import { coversEn } from "./covers.en";
import { coversFr, type CoversText } from "./covers.fr";

export const coversText = (language: "fr" | "en"): CoversText => (language === "en" ? coversEn : coversFr);

/** The sentence of a cover: what is held, what is removed, or nothing. */
export function said(words: CoversText["name"], covered: string): string {
  return covered === "held" || covered === "removed" ? words[covered] : "";
}
