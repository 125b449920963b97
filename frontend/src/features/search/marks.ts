// Where the words searched stand in a message, as the server matches them.

export interface Piece {
  text: string;
  found: boolean;
}

/** Cuts a text around each place that holds the words, whatever their case. */
export function pieces(text: string, words: string): Piece[] {
  if (!words) return [{ text, found: false }];
  const pattern = new RegExp(words.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&"), "giu");
  const cut: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) cut.push({ text: text.slice(at, match.index), found: false });
    cut.push({ text: match[0], found: true });
    at = match.index + match[0].length;
  }
  if (at < text.length) cut.push({ text: text.slice(at), found: false });
  return cut;
}
