// Two lists of 2,048 words, loaded only when somebody looks at safety words.

/** The words of numbers, in one language. */
export async function wordsFor(numbers: number[], language: "fr" | "en"): Promise<string[]> {
  const { default: list } =
    language === "en"
      ? await import("../../../../src/palabre/identity/words/en.txt?raw")
      : await import("../../../../src/palabre/identity/words/fr.txt?raw");
  const words = list.trim().split("\n");
  return numbers.map((number) => words[number] ?? "");
}
