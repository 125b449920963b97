import type { EntryText } from "./entry.fr";

export type { EntryText } from "./entry.fr";

/** Loads the entry's sentences in one language only. */
export async function entryText(language: "fr" | "en"): Promise<EntryText> {
  return language === "en" ? (await import("./entry.en")).en : (await import("./entry.fr")).fr;
}
