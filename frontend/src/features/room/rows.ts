// From messages to rows: days, the "new" line, groups of one person, folds of the ignored.
import type { Message } from "../../protocol/types";
import type { Note } from "../../state/talk.svelte";

const GROUP_MS = 5 * 60_000;

export type Row =
  | { kind: "day"; key: string; at: number }
  | { kind: "new"; key: string; count: number }
  | { kind: "note"; key: string; words: string }
  | { kind: "folded"; key: string; messages: Message[] }
  | { kind: "message"; key: string; message: Message; isFirst: boolean };

export interface Reading {
  me: string;
  newFrom: number | null;
  isIgnored: (member: string) => boolean;
  hidden?: readonly string[]; // messages that I reported
  hides: boolean; // ignored people leave no trace at all
  notes?: Note[]; // rows that nobody said, in order
  unfolded: ReadonlySet<string>; // messages of ignored people shown on demand
}

/** The rows of a talk, in order. */
export function rowsOf(messages: Message[], reading: Reading): Row[] {
  const rows: Row[] = [];
  let day = "";
  const notes = [...(reading.notes ?? [])];
  const note = (before: number) => {
    while (notes[0] && notes[0].position < before) rows.push(noted(notes.shift() as Note));
  };
  for (const message of messages) {
    note(message.position);
    const today = new Date(message.at).toDateString();
    if (today !== day) rows.push({ kind: "day", key: `day ${today}`, at: message.at });
    day = today;
    if (
      reading.newFrom !== null &&
      message.position >= reading.newFrom &&
      !rows.some((row) => row.kind === "new")
    ) {
      rows.push({ kind: "new", key: "new", count: countNew(messages, reading) });
    }
    add(rows, message, reading);
  }
  note(Number.POSITIVE_INFINITY);
  return rows;
}

const noted = ({ key, words }: Note): Row => ({ kind: "note", key: `note ${key}`, words });

function add(rows: Row[], message: Message, reading: Reading): void {
  const last = rows.at(-1);
  if (reading.hidden?.includes(message.id)) return;
  if (reading.isIgnored(message.author.id) && !reading.unfolded.has(message.id)) {
    if (reading.hides) return;
    if (last?.kind === "folded") last.messages.push(message);
    else rows.push({ kind: "folded", key: `folded ${message.id}`, messages: [message] });
    return;
  }
  rows.push({ kind: "message", key: message.id, message, isFirst: !continues(last, message) });
}

function continues(last: Row | undefined, message: Message): boolean {
  if (last?.kind !== "message" || message.action || last.message.action || message.reply) return false;
  return last.message.author.id === message.author.id && message.at - last.message.at < GROUP_MS;
}

function countNew(messages: Message[], { newFrom, me }: Reading): number {
  return messages.filter((one) => newFrom !== null && one.position >= newFrom && one.author.id !== me).length;
}
