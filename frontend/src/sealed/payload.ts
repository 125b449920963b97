// What a sealed message says: canonical JSON of {v, kind, body, reply_to, sent_at}, and how large it may be.
import { utf8, type Octets } from "./octets";

export type Content =
  | { kind: "text" | "action"; body: string }
  | { kind: "edit"; body: { id: string; text: string } }
  | { kind: "reaction"; body: { emoji: string; id: string; on: boolean } }
  | { kind: "retract"; body: { id: string } }
  | { kind: "photo_ref" | "plan" | "poll" | "call_event"; body: unknown };

export type Payload = Content & { v: 1; reply_to: string | null; sent_at: number };

export const LIMITS = { characters: 2_000, octets: 3_600, payload: 3_900, request: 200 } as const;
const CLASSES = [256, 512, 1_024, 2_048, 4_096];
const AROUND = 66 + 2 + 33; // octets: MLS signature and lengths, length of the data, version and franking key
export const REQUEST_CLASS = 1_024;

/** The octets that are committed to, kept and reported; nobody serialises them again. */
export function written(content: Content, sentAt: number, replyTo: string | null = null): Octets {
  const octets = utf8(canonical({ v: 1, ...content, reply_to: replyTo, sent_at: sentAt }));
  if (octets.length > LIMITS.payload) throw new RangeError("too long");
  return octets;
}

/** Whether a device of the other would show it: within the octets of a message, and within its characters. */
export function isWhole(content: Content, sentAt: number, replyTo: string | null): boolean {
  try {
    return readPayload(written(content, sentAt, replyTo)) !== null;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** JSON with sorted names and nothing between (RFC 8785, for the numbers we use: whole ones). */
function canonical(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.replace(/\p{Surrogate}/gu, "\ufffd"));
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical((value as Record<string, unknown>)[name])}`).join(",")}}`;
}

/** The padding class for a payload of so many octets. */
export function classOf(length: number): number {
  const found = CLASSES.find((size) => length <= size - AROUND);
  if (!found) throw new RangeError("too long");
  return found;
}

/** Reads a payload whose commitment has opened; null for what no device of ours writes. */
export function readPayload(octets: Octets): Payload | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(octets);
    const payload = JSON.parse(text) as Payload;
    return isPayload(payload) ? payload : null;
  } catch {
    return null;
  }
}

function isPayload(one: Payload): boolean {
  const isOurs = one.v === 1 && Number.isSafeInteger(one.sent_at);
  return isOurs && (one.reply_to === null || isId(one.reply_to)) && isContent(one);
}

function isContent({ kind, body }: Content): boolean {
  switch (kind) {
    case "text":
    case "action":
      return isText(body);
    case "edit":
      return isId(body.id) && isText(body.text);
    case "reaction":
      return isId(body.id) && typeof body.on === "boolean" && isEmoji(body.emoji);
    case "retract":
      return isId(body.id);
    default:
      return ["photo_ref", "plan", "poll", "call_event"].includes(kind);
  }
}

const isId = (id: unknown): boolean => typeof id === "string" && /^[\w-]{16,64}$/u.test(id);
const isEmoji = (text: unknown): boolean => typeof text === "string" && /^[^\s\p{L}_]{1,32}$/u.test(text);
const isText = (text: unknown): boolean =>
  typeof text === "string" && text.trim() !== "" && [...text].length <= LIMITS.characters;

/** What a first contact may be: one plain text of at most 200 characters. */
export function isRequest({ kind, body }: Payload): boolean {
  return kind === "text" && [...body].length <= LIMITS.request;
}
