// One room as shown: its messages, what I am sending, what is new, who writes.
import type { Joined, Message, PlaceEvent, Room } from "../protocol/types";
import { fold } from "./fold";
import type { Way } from "./way";

export interface Outgoing {
  key: string;
  text: string;
  action: boolean;
  dice: boolean; // the text names dice, which the server throws
  reply: Message | null;
  at: number;
  id: string; // the message's, once acknowledged
  state: "sending" | "waiting" | "sent" | "held" | "failed";
  why: string; // code of the refusal, once failed
  sentence: string; // what the rule says, once refused or held
  rule: string; // which rule, if its refusal may be contested
  sure: boolean; // sent although a rule asked to think it over
  help: string; // the help lines that the rule names
  retryAt: number;
}

/** A row between messages, after a position. */
export interface Note {
  key: string;
  position: number;
  at: number;
  words: string;
}

const KEPT = 400; // rows in memory while at the end; older ones load again on the way up
const AT_MOST = 2_000; // rows in memory, whatever arrives while the reader is far above
const GONE = new Set<PlaceEvent["t"]>(["deleted", "withheld", "covered"]); // what takes a pin away
const TYPING_MS = 6_000;

export class Talk {
  readonly id: string;
  epoch = "";
  position = $state(-1);
  room = $state.raw<Room | null>(null);
  messages = $state.raw<Message[]>([]);
  outgoing = $state.raw<Outgoing[]>([]);
  more = $state(false);
  loading = $state(true);
  loadingOlder = $state(false);
  total = $state(0);
  pinned = $state.raw<Message | null>(null);
  unread = $state(0);
  mentioned = $state(0);
  saidAt = $state(0); // when my last message was taken, for slow mode
  newFrom = $state<number | null>(null); // first position I have not seen; the "new" line stands before it
  typing = $state.raw<{ member: string; name: string; until: number }[]>([]);
  replyTo = $state.raw<Message | null>(null);
  editing = $state.raw<Message | null>(null);
  notes = $state.raw<Note[]>([]); // rows that nobody said
  advice = $state(""); // said to me alone beside what I said: there is help
  way: Way | null = null; // null: a room's

  constructor(id: string) {
    this.id = id;
  }

  /** What it is called: the room, or the other person. */
  get name(): string {
    return this.room?.name ?? "";
  }

  /** Takes the answer to `join`: starts again when it says so, else catches up. */
  enter(joined: Joined, me: string, isRead: boolean): Message[] {
    this.room = joined.room;
    this.total = joined.total;
    this.pinned = joined.pinned;
    this.loading = false;
    if (joined.reset) {
      this.messages = joined.messages;
      const here = new Set(joined.messages.map((one) => one.id));
      this.outgoing = this.outgoing.filter(
        (one) => one.state !== "sent" && one.state !== "held" && !here.has(one.id),
      );
      this.more = joined.more;
      this.epoch = joined.epoch;
      this.position = joined.head;
      return [];
    }
    this.epoch = joined.epoch;
    const said = this.#take(joined.events, me);
    this.position = joined.head;
    this.#count(said, me, isRead);
    return said;
  }

  /** Takes live events; false when something is missing before them. */
  hear(
    epoch: string,
    events: PlaceEvent[],
    me: string,
    isRead: boolean,
  ): { whole: boolean; said: Message[] } {
    const next = events.filter((event) => event.position > this.position);
    const first = next[0];
    if (epoch !== this.epoch || (first && first.position > this.position + 1))
      return { whole: false, said: [] };
    const said = this.#take(next, me);
    this.position = next.at(-1)?.position ?? this.position;
    this.#count(said, me, isRead);
    return { whole: true, said };
  }

  /** Adds an older page above. */
  older(messages: Message[], more: boolean): void {
    const known = new Set(this.messages.map((one) => one.id));
    this.messages = [...messages.filter((one) => !known.has(one.id)), ...this.messages];
    this.more = more;
  }

  /** Lets rows go that are far above, once the reader is at the end. */
  trim(): void {
    if (this.messages.length > KEPT) {
      this.messages = this.messages.slice(-KEPT / 2);
      this.more = true;
    }
  }

  /** Everything shown was seen; the "new" line stays where it is until I leave. */
  read(): void {
    this.unread = 0;
    this.mentioned = 0;
  }

  /** I left the room on screen: the next new message gets a line of its own. */
  left(): void {
    this.newFrom = null;
  }

  /** The room goes by another name. */
  called(name: string, covered: string): void {
    if (this.room) this.room = { ...this.room, name, covered };
  }

  /** Somebody writes; forgotten after six seconds. */
  someoneTypes(member: string, name: string, now: number): void {
    const others = this.typing.filter((one) => one.member !== member && one.until > now);
    this.typing = [...others, { member, name, until: now + TYPING_MS }];
  }

  sweepTyping(now: number): void {
    if (this.typing.some((one) => one.until <= now))
      this.typing = this.typing.filter((one) => one.until > now);
  }

  #take(events: PlaceEvent[], me: string): Message[] {
    let messages = this.messages;
    const said: Message[] = [];
    for (const event of events) {
      messages = fold(messages, event, me);
      if (event.t === "said") {
        said.push(event.message);
        this.outgoing = this.outgoing.filter((one) => one.id !== event.message.id);
        this.typing = this.typing.filter((one) => one.member !== event.message.author.id);
      }
      if (event.t === "returned") this.#returned(event.message);
      if (event.t === "room_changed" && this.room) {
        const { topic, slow_s, read_only, pinned } = event;
        this.room = { ...this.room, topic, slow_s, read_only, pinned };
        this.pinned = pinned ? (messages.find((one) => one.id === pinned) ?? this.pinned) : null;
      }
      if (GONE.has(event.t) && "message" in event && this.pinned?.id === event.message) this.pinned = null;
    }
    this.messages = messages.length > AT_MOST ? messages.slice(-AT_MOST / 2) : messages;
    if (this.messages !== messages) this.more = true;
    return said;
  }

  // What was held and not accepted goes back to who wrote it, here.
  #returned(id: string): void {
    this.outgoing = this.outgoing.map((one) =>
      one.id === id ? { ...one, state: "failed", why: "refused" } : one,
    );
  }

  #count(said: Message[], me: string, isRead: boolean): void {
    const others = said.filter((one) => one.author.id !== me);
    const first = others[0];
    if (isRead || !first) return;
    this.unread += others.length;
    this.mentioned += others.filter((one) => one.mentions.includes(me)).length;
    this.newFrom ??= first.position;
  }
}
