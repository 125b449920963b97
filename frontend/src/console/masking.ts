// Slurs in a text, masked until they are asked for (moderation section 17.3). No DOM.

/** A stretch of a text; a masked one is a slur. */
export interface Part {
  text: string;
  masked: boolean;
}

const NO_LETTER_BEFORE = "(?<![\\p{L}\\p{N}_])";
const NO_LETTER_AFTER = "(?![\\p{L}\\p{N}_])";

/** One expression of many, for folded text; none of nothing. */
export function slursOf(words: readonly string[]): RegExp | null {
  if (words.length === 0) return null;
  return new RegExp(`${NO_LETTER_BEFORE}(?:${words.join("|")})${NO_LETTER_AFTER}`, "gu");
}

/** A text in its parts: what stands between slurs, and slurs. */
export function partsOf(text: string, slurs: RegExp | null): Part[] {
  if (!slurs) return [{ text, masked: false }];
  const { folded, places } = fold(text);
  const parts: Part[] = [];
  let done = 0;
  for (const found of folded.matchAll(slurs)) {
    const from = places[found.index] ?? text.length;
    const to = places[found.index + found[0].length] ?? text.length;
    if (from > done) parts.push({ text: text.slice(done, from), masked: false });
    parts.push({ text: text.slice(from, to), masked: true });
    done = to;
  }
  if (done < text.length || !parts.length) parts.push({ text: text.slice(done), masked: false });
  return parts;
}

/** Lower case without accents, and where each of its units stands in the text. */
function fold(text: string): { folded: string; places: number[] } {
  let folded = "";
  const places: number[] = [];
  let at = 0;
  for (const point of text) {
    const plain = point.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    for (let unit = 0; unit < plain.length; unit += 1) places.push(at);
    folded += plain;
    at += point.length;
  }
  return { folded, places };
}
