// A private talk as shown: what the device holds of it, drawn by the same rows as a room's.
import { isForLater } from "../protocol/link";
import type { Author, Card, Conversation, Message, Quote, Reaction } from "../protocol/types";
import type { Entry } from "../sealed/history";
import type { Waiting } from "../sealed/talk";
import type { MessagesText } from "../text/messages.fr";
import { Talk, type Note, type Outgoing } from "./talk.svelte";

const QUOTE = 120; // characters

/** The person of a conversation, for as long as they are known. */
export function nameOf(conversation: Conversation, words: MessagesText): string {
  return conversation.other?.name ?? words.someone;
}

export class Dialogue extends Talk {
  conversation: Conversation = $state.raw(null as unknown as Conversation);
  entries = $state.raw<Entry[]>([]);
  #seenTo = 0; // order up to which I have read, here or elsewhere
  readTo = $state(0); // order up to which the other has read, while both have read marks on

  constructor(
    conversation: Conversation,
    private me: () => Card | undefined,
    private words: MessagesText,
  ) {
    super(conversation.id);
    this.conversation = conversation;
    this.loading = true;
    this.position = 0;
  }

  override get name(): string {
    return nameOf(this.conversation, this.words);
  }

  /** Takes entries, new or changed; gives the messages of the other that are new. */
  take(entries: Entry[], isRead: boolean): Message[] {
    const changed = new Map(entries.map((entry) => [entry.order, entry]));
    const known = new Set(this.entries.map((entry) => entry.order));
    const news = entries.filter((entry) => !known.has(entry.order));
    const kept = this.entries.map((entry) => changed.get(entry.order) ?? entry);
    this.#show([...kept, ...news].sort((one, other) => one.order - other.order));
    const said = this.messages.filter((one) =>
      news.some((entry) => entry.id === one.id && entry.author !== this.me()?.id),
    );
    const later = said.filter((one) => one.position > Math.max(this.position, this.#seenTo));
    this.position = Math.max(this.position, this.entries.at(-1)?.order ?? 0);
    if (!isRead && later[0]) {
      this.unread += later.length;
      this.newFrom ??= later[0].position;
    }
    this.typing = said.length ? [] : this.typing;
    return later;
  }

  /** Takes an older page; what was already seen counts as nothing new. */
  begin(entries: Entry[], more: boolean, seen: number): void {
    this.#show(entries);
    this.loading = false;
    this.more = more;
    this.position = entries.at(-1)?.order ?? 0;
    this.#seenTo = Math.max(this.#seenTo, seen);
    const unseen = this.#unseen;
    this.unread = unseen.length;
    this.newFrom = unseen[0]?.position ?? null;
  }

  /** I read up to there on another page or device of mine: only what came later waits, even if it comes after this. */
  wasRead(order: number): void {
    this.#seenTo = Math.max(this.#seenTo, order);
    this.unread = Math.min(this.unread, this.#unseen.length);
  }

  /** Whether the other has read the last word, and it is mine; what they read before shows no mark. */
  get isRead(): boolean {
    const last = this.messages.at(-1);
    return last?.author.id === this.me()?.id && (last?.position ?? Infinity) <= this.readTo;
  }

  get #unseen(): Message[] {
    return this.messages.filter((one) => one.position > this.#seenTo && one.author.id !== this.me()?.id);
  }

  olderEntries(entries: Entry[], more: boolean): void {
    this.#show([...entries, ...this.entries]);
    this.more = more;
  }

  faded(orders: number[]): void {
    this.#show(this.entries.filter((entry) => !orders.includes(entry.order)));
  }

  waiting(outbox: Waiting[], isOnline: boolean): void {
    this.outgoing = outbox.flatMap((one) => this.#outgoing(one, isOnline) ?? []);
  }

  /** Adds a row for something that happened now. */
  tell(words: string, at: number): void {
    const note = { key: `${at} ${words}`, position: this.position, at, words };
    this.notes = [...this.notes, note].sort((one, other) => one.position - other.position);
  }

  /** Draws everything again: a card or a consent changed. */
  redraw(): void {
    this.#show(this.entries);
  }

  #show(entries: Entry[]): void {
    this.entries = entries;
    this.messages = entries.filter((entry) => entry.kind === "message").map((entry) => this.#message(entry));
    const rows = entries.filter((entry) => entry.kind !== "message").map((entry) => this.#row(entry));
    const told = this.notes.filter((note) => !note.key.startsWith("row "));
    this.notes = [...rows, ...told].sort((one, other) => one.position - other.position);
  }

  #row({ order, at, kind, author }: Entry): Note {
    const { words } = this;
    const isMine = author === this.me()?.id;
    const sentence = {
      unverified: words.unverified,
      device: isMine ? words.myNewDevice : words.newDevice(this.name),
      keys: isMine ? words.myKeysChanged : words.keysChanged(this.name),
      message: "",
    }[kind];
    return { key: `row ${order}`, position: order, at, words: sentence };
  }

  #message(entry: Entry): Message {
    const { id, order, at, text, action, edited } = entry;
    return {
      ...{ id, position: order, at, text, action, edited },
      author: this.#author(entry.author),
      reply: entry.reply ? this.#quote(entry.reply) : null,
      mentions: [],
      roll: null,
      reactions: reactionsOf(entry, this.me()?.id ?? ""),
      state: entry.isGone ? "deleted" : "said",
    };
  }

  #author(member: string): Author {
    const card = member === this.me()?.id ? this.me() : this.conversation.other;
    const { name, colour, age, town } = card ?? { name: this.name, colour: 1, age: "", town: "" };
    return { id: member, name, colour, age, town };
  }

  #quote(id: string): Quote {
    const quoted = this.entries.find((entry) => entry.id === id);
    const { id: author, name, colour } = this.#author(quoted?.author ?? this.conversation.other_id);
    return { message: id, author, name, colour, text: [...(quoted?.text ?? "")].slice(0, QUOTE).join("") };
  }

  #outgoing({ id, content, reply, at, why }: Waiting, isOnline: boolean): Outgoing | null {
    if (content.kind !== "text" && content.kind !== "action") return null;
    const state = why && !isForLater(why) ? "failed" : isOnline && !why ? "sending" : "waiting";
    const quoted = this.messages.find((one) => one.id === reply) ?? null;
    return {
      ...{
        key: id,
        id: "",
        text: content.body,
        action: content.kind === "action",
        dice: false,
        reply: quoted,
      },
      ...{ at, state, why, sentence: "", rule: "", sure: false, help: "", retryAt: 0 },
    };
  }
}

function reactionsOf({ reactions }: Entry, me: string): Reaction[] {
  return Object.entries(reactions).map(([emoji, members]) => ({
    emoji,
    count: members.length,
    mine: members.includes(me),
  }));
}
