// Finds the addresses of a message, to draw them: the host that this browser would contact, never what is only written.
// More careful than the server's finder, which looks for traps: what is not plainly an address stays words here.
import { isDoubtful } from "./doubts";
import { read } from "./host";
import table from "./table.json";

export interface FoundLink {
  start: number;
  end: number;
  written: string;
  url: URL;
  live: boolean; // may lead to the page that names the site before leaving
}

const END = '[^\\s<>"«»“”`]';
const WRITTEN = new RegExp(
  `https?:[/\\\\]{1,4}${END}+|` +
    `(?:[\\p{L}\\p{N}\\p{M}_-]+\\.)+(?:${table.bare.join("|")})(?![\\p{L}\\p{N}_-])(?::\\d{2,5})?(?:[/?#]${END}*)?|` +
    `www\\.[\\p{L}\\p{N}-]+\\.[\\p{L}\\p{N}]${END}*`,
  "giu",
);
const PAIRS: Record<string, string> = { ")": "(", "]": "[", "}": "{" };

/** The addresses of a text, in order, each with the host that this browser reads. */
export function findLinks(text: string): FoundLink[] {
  const found: FoundLink[] = [];
  for (const match of text.matchAll(WRITTEN)) {
    const written = trimmed(match[0]);
    const start = match.index;
    const end = start + written.length;
    if (!isApart(text, start, end)) continue;
    const url = read(written);
    if (!url) continue;
    const around = text.slice(Math.max(0, start - 1), end + 1); // what turns the line around may stand beside
    found.push({ start, end, written, url, live: !isDoubtful(written, url, around) });
  }
  return found;
}

/** No part of an e-mail address, of another word, of an address written in disguise, nor the start of a sentence. */
function isApart(text: string, start: number, end: number): boolean {
  if (text[end] === "@") return false;
  const written = text.slice(start, end);
  if (/^https?:/iu.test(written)) return true;
  const suffix =
    written
      .split(/[/?#:]/u)[0]
      ?.split(".")
      .at(-1) ?? "";
  const isBegun = /^\p{Lu}/u.test(suffix) && written !== written.toUpperCase();
  return !isBegun && !/(?:[\p{L}\p{N}@._+/\\:\]-]|[/\\]\s|\bwww\s)$/iu.test(text.slice(0, start));
}

/** An address without the stop of the sentence, or the bracket that it stands in. */
function trimmed(written: string): string {
  for (;;) {
    const last = written.at(-1) ?? "";
    const open = PAIRS[last];
    const isClosing = open !== undefined && written.split(last).length > written.split(open).length;
    if (!/[.,;:!?…'’*_~|·]/u.test(last) && !isClosing) return written;
    written = written.slice(0, -1);
  }
}
