// What a message is made of when shown: words, links with their real host, mentions.

import { findLinks } from "../links/find";

export type Token =
  | { kind: "text"; text: string }
  | { kind: "link"; text: string; url: URL; live: boolean }
  | { kind: "mention"; text: string; me: boolean };

/** Splits a text; a link knows where it truly leads, and whether it may be live at all. */
export function tokens(text: string, names: string[] = [], mine = ""): Token[] {
  const found: Token[] = [];
  let at = 0;
  for (const { start, end, written, url, live } of findLinks(text)) {
    found.push(...mentions(text.slice(at, start), names, mine));
    found.push({ kind: "link", text: written, url, live });
    at = end;
  }
  found.push(...mentions(text.slice(at), names, mine));
  return found;
}

function mentions(text: string, names: string[], mine: string): Token[] {
  if (!text) return [];
  const every = mine ? [mine, ...names] : names;
  if (!every.length || !text.includes("@")) return [{ kind: "text", text }];
  const pattern = new RegExp(`@(?:${every.map(escaped).join("|")})(?![\\p{L}\\p{N}])`, "giu");
  const found: Token[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) found.push({ kind: "text", text: text.slice(at, match.index) });
    const me = match[0].slice(1).toLocaleLowerCase() === mine.toLocaleLowerCase();
    found.push({ kind: "mention", text: match[0], me });
    at = match.index + match[0].length;
  }
  if (at < text.length) found.push({ kind: "text", text: text.slice(at) });
  return found;
}

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&");
}

const SMILEYS: [RegExp, string][] = [
  [/(^|\s):-?\)(?=\s|$)/gu, "$1🙂"],
  [/(^|\s);-?\)(?=\s|$)/gu, "$1😉"],
  [/(^|\s):-?D(?=\s|$)/gu, "$1😄"],
  [/(^|\s):-?\((?=\s|$)/gu, "$1🙁"],
  [/(^|\s):-?[pP](?=\s|$)/gu, "$1😛"],
  [/(^|\s):-?[oO](?=\s|$)/gu, "$1😮"],
  [/(^|\s):'-?\((?=\s|$)/gu, "$1😢"],
  [/(^|\s)<3(?=\s|$)/gu, "$1❤️"],
  [/(^|\s)[xX]D(?=\s|$)/gu, "$1😆"],
];

/** Turns typed smileys into pictures. */
export function withSmileys(text: string): string {
  return SMILEYS.reduce((done, [pattern, emoji]) => done.replace(pattern, emoji), text);
}

/** Length as the server counts it: code points after NFC. */
export function lengthOf(text: string): number {
  return [...text.normalize("NFC").trim()].length;
}

/** Whether a long line is mostly capitals. */
export function isShouting(text: string): boolean {
  const letters = text.replace(/[^\p{L}]/gu, "");
  const capitals = text.replace(/[^\p{Lu}]/gu, "");
  return letters.length >= 20 && capitals.length / letters.length > 0.7;
}
