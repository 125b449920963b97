import type { ConsoleText } from "./console.fr";

export type { ConsoleText } from "./console.fr";

/** Loads the console's sentences in one language only. */
export async function consoleText(language: "fr" | "en"): Promise<ConsoleText> {
  return language === "en"
    ? (await import("./console.en")).consoleEn
    : (await import("./console.fr")).consoleFr;
}
