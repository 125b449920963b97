// How much one message holds, and a longer text as several, cut where a reader would pause.
import { lengthOf } from "./words";

export interface Room {
  characters: number;
  octets: number; // of UTF-8, escapes of JSON included
}

export const IN_ROOM: Room = { characters: 2_000, octets: Number.POSITIVE_INFINITY };
export const SEALED: Room = { characters: 2_000, octets: 3_600 }; // specs/private-conversations section 3

const PAUSES = [/\n\s*\n/gu, /\n/gu, /[.!?…]["»”]?\s/gu, /\s/gu];
const utf8 = new TextEncoder();

/** What is left, in characters or in octets, whichever is nearer to its limit; below zero what is too much. */
export function leftOf(text: string, { characters, octets }: Room): number {
  return Math.min(characters - lengthOf(text), octets - octetsOf(text.trim()));
}

/** The same words in as many messages as it takes, in order; only blanks where it is cut are left out. */
export function parts(text: string, room: Room): string[] {
  const whole = text.trim();
  if (!whole) return [];
  if (leftOf(whole, room) >= 0) return [whole];
  const at = cutOf(whole, room);
  return [whole.slice(0, at).trimEnd(), ...parts(whole.slice(at), room)];
}

/** Where the first message ends: at the largest pause in its last half, else where it is full. */
function cutOf(text: string, room: Room): number {
  const full = fullAt(text, room);
  for (const pause of PAUSES) {
    const ends = [...text.slice(0, full).matchAll(pause)].map((one) => one.index + one[0].length);
    const last = ends.at(-1) ?? 0;
    if (last > full / 2) return last;
  }
  return full;
}

/** How far one message reaches; what is one sign to the eye is not parted. */
function fullAt(text: string, room: Room): number {
  let [characters, octets] = [room.characters, room.octets];
  for (const { segment, index } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)) {
    characters -= [...segment].length;
    octets -= octetsOf(segment);
    if (characters < 0 || octets < 0) return index || segment.length;
  }
  return text.length;
}

function octetsOf(text: string): number {
  return utf8.encode(JSON.stringify(text)).length - 2;
}
