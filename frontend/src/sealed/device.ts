// This device: its name, its packages, its conversations; one operation at a time, whatever arrives meanwhile.
import { Cut, isForLater, Refused } from "../protocol/link";
import type { Conversation, DeviceBegun, Frame, Frames } from "../protocol/types";
import type { Requests, Ticket, Vanishing } from "../protocol/types";
import { aside } from "./aside";
import { conversationOf, type Talk } from "./conversation";
import { Fading } from "./fading";
import { greet, named, ownDevices } from "./greeting";
import { History, type Entry } from "./history";
import type { Around } from "./inbox";
import { Later } from "./later";
import { octetsOf, type Octets } from "./octets";
import type { Content } from "./payload";
import type { SafeVault } from "./safe";
import { safetyNumbers } from "./safety";
import { Stock } from "./stock";
import {
  nothing,
  readable,
  draftOf,
  recordOf,
  type Asked,
  type Kept,
  type Rest,
  type Told,
  type Waiting,
  type Wire,
} from "./talk";

const FOREVER = Number.MAX_SAFE_INTEGER;
const ADDED_MS = 20_000; // for another device of mine to add this one; then each talk needs a new group
const FOUND_AT_MOST = 50;
const REQUEST_ORDER = 2;
const REQUEST_MS = 8 * 86_400_000; // a request fades after 7 days

export class Device {
  #talks = new Map<string, Talk>();
  #conversations = new Map<string, Conversation>();
  #chain: Promise<unknown> = Promise.resolve();
  #begun: DeviceBegun | null = null;
  #devices: Octets[] = [new Uint8Array(32)];
  #identity = (): Octets => this.#devices[0] as Octets;
  private wire: Wire;
  #stock: Stock;
  #fading: Fading;
  #later = new Later();
  readonly history: History;

  constructor(
    private vault: SafeVault,
    wire: Wire,
    private tell: (told: Told) => void,
    private me: () => string,
  ) {
    this.wire = named(wire);
    this.history = new History(vault);
    this.#fading = new Fading(this.history, tell);
    this.#stock = new Stock(vault, this.wire, this.#identity);
  }

  /** Takes this device up again, after `hello` and after each return of the line. */
  begin(): Promise<DeviceBegun> {
    return this.#alone(async () => {
      const begun = await greet(this.wire, await this.vault.read<string>("device"));
      if (begun.is_new) await this.#forgetAll();
      await this.vault.write([["device", begun.device]]);
      this.#devices = ownDevices(begun);
      this.#conversations = new Map(begun.conversations.map((one) => [one.id, one]));
      await this.#stock.fill(begun);
      await this.#dropStale();
      for (const one of begun.conversations) await this.#catchUp(one);
      for (const { id, joined, missing } of begun.conversations)
        if (joined && missing.length) this.#quietly(`changed ${id}`, () => this.#changed(id));
      this.#begun = begun;
      setTimeout(() => this.#quietly("absent", () => this.#declareAbsent()), ADDED_MS);
      return begun;
    });
  }

  /** Where this device stands, for a page that comes later; null before the first answer. */
  async overview(): Promise<DeviceBegun | null> {
    return this.#begun && { ...this.#begun, conversations: [...this.#conversations.values()] };
  }

  /** Hears what the server says of conversations and frames. */
  hear(frame: Frame): void {
    if (frame.t === "conversation") this.#conversations.set(frame.conversation.id, frame.conversation);
    const known = "conversation" in frame ? this.#conversations.get(String(frame.conversation)) : undefined;
    if (frame.t === "vanishing" && known) known.vanishing = frame.after;
    if (frame.t === "choices" && this.#begun) this.#begun.choices = frame.choices;
    if (frame.t === "requests_wait" && this.#begun) this.#begun.requests = frame.requests;
    if (frame.t === "frames") this.#quietly(`frames ${frame.conversation}`, () => this.#frames(frame));
    else if (frame.t === "stock") this.#quietly("stock", () => this.#stock.fill(frame));
    else if (frame.t === "conversation") {
      const { id } = frame.conversation;
      this.#quietly(`changed ${id}`, () => this.#changed(id));
    } else if (frame.t === "conversation_gone" || (frame.t === "contact_answered" && !frame.yes))
      this.#quietly(`gone ${frame.conversation}`, () => this.#forget(frame.conversation));
  }

  /** Asks somebody to talk: resolves once stored; rejects with `Refused`, or `Cut` when it leaves on return. */
  ask(member: string, id: string, text: string): Promise<string> {
    return this.#alone(async () => {
      const ticket = (await this.wire.ask({ t: "contact.open", member })) as Ticket;
      const talk = await this.#talk(ticket.conversation);
      try {
        await talk.outbox.ask(ticket, id, text);
      } catch (error) {
        if (!(error instanceof Cut)) await this.#forget(ticket.conversation);
        throw error;
      }
      return ticket.conversation;
    });
  }

  /** A page of requests with their texts. Joining is not accepting. */
  requests(before: number, folded: boolean): Promise<{ requests: Asked[]; more: boolean; folded: number }> {
    return this.#alone(async () => {
      const page = (await this.wire.ask({ t: "contact.list", before, folded })) as Requests;
      const requests: Asked[] = [];
      for (const one of page.requests) requests.push({ ...one, entry: await this.#textOf(one.conversation) });
      return { requests, more: page.more, folded: page.folded };
    });
  }

  /** Accepts or refuses; a no forgets everything of it. */
  answer(conversation: string, yes: boolean): Promise<void> {
    return this.#alone(async () => {
      await this.wire.ask({ t: "contact.answer", conversation, yes });
      if (!yes) return this.#forget(conversation);
      const { kept } = await this.#talk(conversation);
      if (kept.order) await this.wire.ask({ t: "private.ack", conversation, order: kept.order });
    });
  }

  /** Says something; the id is the asking page's, so that a take-over in the middle neither loses nor doubles. */
  async send(conversation: string, id: string, content: Content, reply: string | null): Promise<void> {
    await this.#alone(async () => {
      if (await this.history.find(conversation, id)) return; // asked twice, around a take-over: already said
      await (await this.#talk(conversation)).outbox.add(id, content, reply);
    });
    this.#flushSoon(conversation);
  }

  async retry(conversation: string, id: string): Promise<void> {
    await this.#alone(async () => (await this.#talk(conversation)).outbox.retry(id));
    this.#flushSoon(conversation);
  }

  drop(conversation: string, id: string): Promise<void> {
    return this.#alone(async () => (await this.#talk(conversation)).outbox.drop(id));
  }

  async waiting(conversation: string): Promise<Waiting[]> {
    return (await this.#talk(conversation)).kept.outbox;
  }

  /** A page of what was said; what should have faded goes first. */
  page(conversation: string, before: number | null, count: number): Promise<Entry[]> {
    return this.#alone(async () => {
      await this.#fading.fade(conversation, this.#vanishing(conversation));
      return this.history.page(conversation, before ?? FOREVER, count);
    });
  }

  /** Messages shown go when their talk is left, where the two chose so. */
  left(conversation: string): Promise<void> {
    return this.#alone(async () => {
      if (this.#vanishing(conversation) === "read") await this.#fading.until(conversation, Date.now());
    });
  }

  /** Forgets what is past its hour in every conversation; writes what the device would not take before. */
  sweep(): Promise<void> {
    return this.#alone(async () => {
      await this.vault.again();
      for (const id of this.#conversations.keys()) await this.#fading.fade(id, this.#vanishing(id));
    });
  }

  /** Messages of mine and to me that hold the words, newest first; nothing leaves the device. */
  search(words: string): Promise<Entry[]> {
    return this.#alone(() => this.history.search(words, FOUND_AT_MOST));
  }

  /** Everything said that this device still holds. */
  everything(): Promise<Entry[]> {
    return this.#alone(() => this.history.all());
  }

  /** A private note, or what is begun in a talk: read, or kept where a text is given. */
  readonly note = (member: string, text: string | null) => this.#aside(`note/${member}`, text);
  readonly draft = (talk: string, text: string | null) => this.#aside(draftOf(talk), text);
  #aside = (name: string, text: string | null) => this.#alone(() => aside(this.vault, name, text));

  /** Where what is said rests. */
  readonly rest = async (): Promise<Rest> => this.vault.rest;

  /** Forgets key, words and state on this device. */
  erase(): Promise<void> {
    return this.#alone(() => this.vault.erase());
  }

  /** Numbers of the safety words, or null where this device holds no group. */
  words(conversation: string): Promise<number[] | null> {
    return this.#alone(async () => {
      const { kept, inbox } = await this.#talk(conversation);
      return kept.state ? safetyNumbers(octetsOf(kept.group), inbox.leaves()) : null;
    });
  }

  /** Forgets a conversation on this device. */
  forget(conversation: string): Promise<void> {
    return this.#alone(() => this.#forget(conversation));
  }

  /** One operation at a time: two at once from one state would use one key twice. */
  #alone<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#chain.then(act);
    this.#chain = done.catch(() => undefined);
    return done;
  }

  /** Something to do that nobody awaits; a lost line goes on after the next `begin`, a crowd when the server said. */
  #quietly(name: string, act: () => Promise<unknown>): void {
    void this.#alone(act).catch((error: unknown) => {
      if (error instanceof Refused && isForLater(error.frame.code))
        this.#later.put(name, error.frame, () => this.#quietly(name, act));
      else if (!(error instanceof Cut || error instanceof Refused)) throw error;
    });
  }

  async #talk(id: string): Promise<Talk> {
    const known = this.#talks.get(id);
    if (known) return known;
    const kept = readable(await this.vault.read<Kept>(recordOf(id)), id);
    const { vault, history, tell, me } = this;
    const own = { identity: this.#identity, devices: () => this.#devices };
    const around: Around = { vault, history, tell, me, ...own };
    const server = () => this.#conversations.get(id) ?? nothing(id);
    const talk = conversationOf(around, this.wire, kept, server);
    this.#talks.set(id, talk);
    return talk;
  }

  async #catchUp(one: Conversation): Promise<void> {
    const { kept, outbox } = await this.#talk(one.id);
    if (one.state !== "asked" && kept.order < one.head) await outbox.catchUp();
    await this.#after(one.id);
    this.#flushSoon(one.id);
  }

  /** A conversation changed; devices of mine that it lacks are added at once, so that they need not be found anew. */
  async #changed(id: string): Promise<void> {
    const one = this.#conversations.get(id);
    if (!one) return;
    const { kept, outbox } = await this.#talk(id);
    if (one.state !== "asked" && kept.order < one.head) await this.#catchUp(one);
    if (one.state === "open" && one.missing.length && kept.state && !kept.isLost) await outbox.prepare();
    await this.#after(id);
  }

  async #frames(frames: Frames): Promise<void> {
    const { inbox, outbox } = await this.#talk(frames.conversation);
    if (!(await inbox.take(frames)) || frames.more) await outbox.catchUp();
    await this.#after(frames.conversation);
  }

  /** All up to here is on the device: the server may forget it. A lost state is said first: what no ack told is unheard. */
  async #after(conversation: string): Promise<void> {
    const { kept, takeBack } = await this.#talk(conversation);
    const server = this.#conversations.get(conversation);
    if (!server || server.state === "asked") return;
    if ((kept.isLost || (!kept.state && server.joined)) && !server.lost && server.state === "open") {
      await this.wire.ask({ t: "group.lost", conversation });
      server.lost = true;
    }
    if (kept.order > server.acked) {
      await this.wire.ask({ t: "private.ack", conversation, order: kept.order });
      server.acked = kept.order;
    }
    await takeBack();
  }

  async #declareAbsent(): Promise<void> {
    for (const one of this.#conversations.values()) {
      if (one.state !== "open" || one.joined || one.lost) continue;
      await this.wire.ask({ t: "group.lost", conversation: one.id });
      one.lost = true;
    }
  }

  #flushSoon(conversation: string): void {
    const name = `flush ${conversation}`;
    this.#quietly(name, async () => {
      if (!this.#later.has(name)) await (await this.#talk(conversation)).outbox.flush();
    });
  }

  async #textOf(conversation: string): Promise<Entry | null> {
    const talk = await this.#talk(conversation);
    const asked = { state: "asked" as const, available: true };
    if (!this.#conversations.has(conversation))
      this.#conversations.set(conversation, { ...nothing(conversation), ...asked });
    if (talk.kept.order < REQUEST_ORDER) await talk.outbox.catchUp();
    const [entry] = await this.history.page(conversation, FOREVER, 1);
    return entry?.kind === "message" ? entry : null;
  }

  #vanishing(conversation: string): Vanishing {
    return this.#conversations.get(conversation)?.vanishing ?? "off";
  }

  async #forget(conversation: string): Promise<void> {
    this.#talks.delete(conversation);
    this.#conversations.delete(conversation);
    const own = [recordOf(conversation), draftOf(conversation)];
    await this.vault.write([], [...own, ...(await this.history.names(conversation))]);
  }

  /** Forgets conversations that the server no longer has: refused, faded, erased. */
  async #dropStale(): Promise<void> {
    for (const [name, kept] of await this.vault.list<Kept>(recordOf(""))) {
      const id = name.slice(recordOf("").length);
      if (this.#conversations.has(id)) continue;
      if (kept.isRequest && Date.now() - kept.renewed < REQUEST_MS) continue; // listed by `contact.list` alone
      if (kept.pending?.kind === "request" && (await this.#asksAgain(id))) continue;
      await this.#forget(id);
    }
  }

  /** A request whose answer was lost is sent again, octet for octet. */
  async #asksAgain(id: string): Promise<boolean> {
    try {
      await (await this.#talk(id)).outbox.flush();
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (!isForLater(error.frame.code)) return false;
      this.#later.put(`flush ${id}`, error.frame, () => this.#flushSoon(id));
      return true;
    }
  }

  async #forgetAll(): Promise<void> {
    const names = (await this.vault.list<unknown>("")).map(([name]) => name);
    await this.vault.write([], names);
    this.#talks.clear();
  }
}
