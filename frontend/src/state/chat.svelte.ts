// Everything a member sees: the line, the rooms, the talks open, who I am. Plain state, no DOM.
import { CLOSED, SESSION_ENDED, Cut, Link, Refused, type LinkState } from "../protocol/link";
import type {
  Card,
  Events,
  Frame,
  Joined,
  Message,
  Person,
  Profile,
  Resume,
  Room,
  SetProfile,
  SetRoom,
} from "../protocol/types";
import { isOver } from "./over";
import { FrameQueue } from "./frames";
import { Keepsakes } from "./keepsakes.svelte";
import { Measures } from "./measures.svelte";
import { Outbox } from "./outbox";
import { changed, type PeopleShown } from "./people";
import { Talk, type Outgoing } from "./talk.svelte";
import { Visit } from "./visit.svelte";

/** A room with its topic in the language of the page. */
export function read(room: Room): Room {
  return document.documentElement.lang === "en" && room.topic_en ? { ...room, topic: room.topic_en } : room;
}

const ACTIVE_MS = 60_000;

export interface Spoken {
  talk: Talk;
  said: Message[];
}

export class Chat {
  me = $state.raw<Profile | null>(null);
  rooms = $state.raw<Map<string, Room>>(new Map());
  talks = $state.raw<Talk[]>([]); // tabs, in order of opening
  current = $state<string | null>(null);
  line = $state<LinkState>("connecting");
  closedBy = $state(0); // close code that ended the line for good
  since = $state(0); // when the line was lost, or 0
  backWith = $state<number | null>(null); // messages that left on return, shown for two seconds
  kept = new Keepsakes();
  visit = new Visit();
  measures = new Measures((command) => this.#link.ask(command));
  outbox: Outbox;
  away = $state<string | null>(null);
  people = $state.raw<PeopleShown | null>(null);
  demo = false;
  heard: (frame: Frame) => void = () => undefined; // what belongs to people and private talks
  opened: () => void = () => undefined;
  erased = $state(false); // I left, and my words went too

  #link: Link;
  #frames: FrameQueue<Events>;
  #activeAt = 0;

  constructor(
    private spoken: (spoken: Spoken) => void = () => undefined,
    make?: () => WebSocket,
  ) {
    this.talks = this.kept.open().map((id) => new Talk(id));
    this.#frames = new FrameQueue((frames) => frames.forEach((frame) => this.#events(frame)));
    this.#link = new Link(
      {
        told: (frame) => this.#told(frame),
        changed: (state, code) => this.#changed(state, code),
        resume: () => this.#resume(),
        isOver,
      },
      make,
    );
    this.outbox = new Outbox({
      ask: (command) => this.#link.ask(command),
      isOpen: () => this.#link.state === "open",
      caughtUp: () => {
        if (this.backWith !== null) this.backWith += 1;
      },
    });
  }

  connect(): void {
    this.#link.connect();
  }

  /** A new proof was made in another tab: the talk goes on by it. */
  renewed(): void {
    this.visit.renewed();
    this.#link.again();
  }

  /** Shown again after its end: goes on if a proof was made meanwhile. */
  async comeBack(): Promise<void> {
    if (this.line !== "ended" || this.closedBy !== SESSION_ENDED || (await isOver())) return;
    if (this.line === "ended") this.#link.again();
  }

  /** The device says whether it is on line. */
  online(isOnline: boolean): void {
    if (isOnline) this.#link.connect();
    else this.#link.drop();
  }

  get meId(): string {
    return this.me?.card.id ?? "";
  }

  get talk(): Talk | null {
    return this.talks.find((one) => one.id === this.current) ?? null;
  }

  talkOf(place: string): Talk | undefined {
    return this.talks.find((one) => one.id === place);
  }

  /** Opens a room in a tab and shows it; gives the place entered, which may be a twin. */
  async open(place: string): Promise<string> {
    let talk = this.talkOf(place);
    if (!talk) {
      talk = new Talk(place);
      this.talks = [...this.talks, talk];
      this.#keepOpen();
    }
    this.show(place);
    if (talk.position >= 0 || this.#link.state !== "open") return place;
    try {
      const joined = (await this.#link.ask({ t: "join", place })) as Joined;
      return this.#joined(joined, place);
    } catch (error) {
      if (error instanceof Refused) this.close(place);
      throw error;
    }
  }

  /** Shows a talk already open. */
  show(place: string | null): void {
    if (this.current && this.current !== place) this.talk?.left();
    this.current = place;
    const talk = this.talk;
    if (talk) {
      talk.read();
      this.kept.visited(talk.id);
    }
  }

  /** Closes a tab and leaves its room. */
  close(place: string): void {
    const at = this.talks.findIndex((one) => one.id === place);
    this.talks = this.talks.filter((one) => one.id !== place);
    this.#keepOpen();
    if (this.current === place) this.show((this.talks[at] ?? this.talks[at - 1])?.id ?? null);
    this.#link.hint({ t: "leave", place });
  }

  async older(talk: Talk): Promise<void> {
    const first = talk.messages[0];
    if (!talk.more || talk.loadingOlder || !first) return;
    talk.loadingOlder = true;
    try {
      const page = await this.#link.ask({ t: "history", place: talk.id, before: first.position });
      if (page.t === "page") talk.older(page.messages, page.more);
    } finally {
      talk.loadingOlder = false;
    }
  }

  /** Asks anything else of the server. Rejects with `Refused` or `Cut`. */
  ask(command: Parameters<Link["ask"]>[0]): Promise<Frame> {
    return this.#link.ask(command);
  }

  hint(command: Parameters<Link["ask"]>[0]): void {
    this.#link.hint(command);
  }

  async setProfile(changes: Omit<SetProfile, "t" | "n">): Promise<void> {
    const answer = await this.#link.ask({ t: "set_profile", ...changes });
    if (answer.t === "me") this.me = answer.me;
  }

  async setRoom(changes: Omit<SetRoom, "t" | "n">): Promise<void> {
    await this.#link.ask({ t: "set_room", ...changes });
  }

  async setAway(note: string | null): Promise<void> {
    await this.#link.ask({ t: "away", on: note !== null, note: note ?? "" });
    this.away = note;
  }

  async card(member: string): Promise<Card> {
    const answer = await this.#link.ask({ t: "card", member });
    if (answer.t !== "card") throw new Cut();
    return answer.card;
  }

  /** Asks for a page of people; differences keep it true until another is asked. */
  async showPeople(place: string, offset: number, filter: string): Promise<void> {
    const page = await this.#link.ask({ t: "people", place, offset, filter });
    if (page.t === "people") this.people = { place, offset, filter, total: page.total, people: page.people };
  }

  hidePeople(): void {
    if (this.people) this.#link.hint({ t: "unwatch", place: this.people.place });
    this.people = null;
  }

  /** The person did something: the visit goes on. At most once a minute. */
  active(now = Date.now()): void {
    if (now - this.#activeAt < ACTIVE_MS || this.line !== "open") return;
    this.#activeAt = now;
    this.#link.hint({ t: "active" });
  }

  /** I left: nothing of what was said stays in this page. */
  gone(erasedWords: boolean): void {
    this.#link.end();
    this.talks = [];
    this.rooms = new Map();
    this.people = this.me = null;
    this.erased = erasedWords;
    this.closedBy = 4002;
    this.line = "ended";
  }

  #told(frame: Frame): void {
    switch (frame.t) {
      case "welcome":
        this.me = frame.me;
        this.demo = frame.demo;
        this.visit.told(frame.ends_at, frame.by_proof, frame.now);
        this.rooms = new Map(frame.rooms.map((room) => [room.id, read(room)]));
        return;
      case "visit":
        this.visit.told(frame.ends_at, frame.by_proof);
        return;
      case "joined":
        this.#joined(frame, frame.place);
        return;
      case "events":
        this.#frames.push(frame);
        return;
      case "counts":
        this.rooms = new Map(
          [...this.rooms].map(([id, room]) => [id, { ...room, count: frame.rooms[id] ?? room.count }]),
        );
        for (const talk of this.talks) talk.total = frame.rooms[talk.id] ?? talk.total;
        return;
      case "rooms_changed":
        this.rooms = new Map([...this.rooms, ...frame.rooms.map((room) => [room.id, read(room)] as const)]);
        for (const id of frame.gone) this.rooms.delete(id);
        for (const room of frame.rooms) this.talkOf(room.id)?.called(room.name, room.covered);
        return;
      case "typing":
        if (!this.kept.isIgnored(frame.member)) {
          this.talkOf(frame.place)?.someoneTypes(frame.member, frame.name, Date.now());
        }
        return;
      case "people_changed":
        this.#peopleChanged(frame.place, frame.total, frame.here, frame.gone);
        return;
      case "me":
        this.me = frame.me;
        return;
      case "error":
        if (frame.code === "unknown_place") this.talks = this.talks.filter((one) => one.position >= 0);
        return;
      default:
        if (!this.measures.told(frame)) this.heard(frame);
    }
  }

  #peopleChanged(place: string, total: number, here: Person[], gone: string[]): void {
    if (this.people?.place !== place) return;
    this.people = changed(this.people, total, here, gone);
  }

  #joined(frame: Joined, asked: string): string {
    const talk = this.talkOf(asked) ?? this.talkOf(frame.place);
    if (!talk) return frame.place;
    let entered = talk;
    if (talk.id !== frame.place) {
      entered = this.talkOf(frame.place) ?? new Talk(frame.place);
      this.talks = this.talks.map((one) => (one === talk ? entered : one));
      if (this.current === asked) this.current = frame.place;
      this.#keepOpen();
    }
    const said = entered.enter({ ...frame, room: read(frame.room) }, this.meId, this.#isRead(entered));
    if (said.length) this.spoken({ talk: entered, said });
    return frame.place;
  }

  #events(frame: Events): void {
    const talk = this.talkOf(frame.place);
    if (!talk || talk.position < 0) return;
    const { whole, said } = talk.hear(frame.epoch, frame.events, this.meId, this.#isRead(talk));
    if (!whole) {
      const resume = { place: talk.id, epoch: talk.epoch, position: talk.position };
      void this.#link.ask({ t: "join", place: talk.id, resume }).then(
        (joined) => this.#joined(joined as Joined, talk.id),
        () => undefined,
      );
    } else if (said.length) this.spoken({ talk, said });
    if (this.current !== talk.id) talk.trim();
  }

  #isRead(talk: Talk): boolean {
    return this.current === talk.id && !document.hidden;
  }

  #resume(): Resume[] {
    return this.talks.map(({ id, epoch, position }) => ({ place: id, epoch, position }));
  }

  #changed(state: LinkState, code: number): void {
    const wasLost = this.since > 0;
    this.line = state;
    if (state === "ended") this.#ended(code);
    if (state === "waiting" && !wasLost) this.since = Date.now();
    if (state === "open") {
      this.since = 0;
      this.backWith = wasLost ? 0 : null;
      for (const talk of this.talks) this.outbox.flush(talk);
      if (this.away !== null) this.#link.hint({ t: "away", on: true, note: this.away });
      this.opened();
    }
  }

  #ended(code: number): void {
    this.closedBy = code;
    this.visit.ended();
    if (code === SESSION_ENDED || code === CLOSED) for (const talk of this.talks) this.#keepUnsent(talk);
  }

  // What had not left becomes the draft again: the page may be closed before the next proof.
  #keepUnsent(talk: Talk): void {
    const isUnsent = ({ state }: Outgoing) => state === "sending" || state === "waiting";
    const unsent = talk.outgoing.filter(isUnsent);
    if (!unsent.length) return;
    const texts = [...unsent.map((one) => one.text), this.kept.draft(talk.id)];
    this.kept.keepDraft(talk.id, texts.filter(Boolean).join("\n"));
    talk.outgoing = talk.outgoing.filter((one) => !isUnsent(one));
  }

  #keepOpen(): void {
    this.kept.keepOpen(this.talks.map((one) => one.id));
  }
}
