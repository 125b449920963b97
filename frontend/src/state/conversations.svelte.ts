// Private conversations as the page sees them: who, what waits, what is open. The device seals; this only shows.
import type { Ask } from "../protocol/link";
import type { Card, Choices, Conversation, Device, DeviceBegun, Frame, Message } from "../protocol/types";
import type { Entry } from "../sealed/history";
import type { Heard, Tabs } from "../sealed/tabs";
import type { MessagesText } from "../text/messages.fr";
import { Kept } from "./device";
import { Dialogue, nameOf } from "./dialogue.svelte";
import { Drafts } from "./drafts.svelte";
import { Resting } from "./resting.svelte";
import { SealedWay } from "./sealedway";

const PAGE = 50;

export interface Line {
  ask(command: Ask): Promise<Frame>;
  isOpen(): boolean;
  me(): Card | undefined;
}

export interface Arrived {
  talk: Dialogue;
  said: Message[];
}

export class Conversations {
  all = $state.raw<Map<string, Conversation>>(new Map());
  talks = $state.raw<Dialogue[]>([]); // every conversation that is accepted, or that I asked for
  open = $state.raw<string[]>([]); // those in a tab
  current = $state<string | null>(null);
  waiting = $state(0); // requests
  folded = $state(0);
  choices = $state.raw<Choices | null>(null);
  devices = $state.raw<Device[]>([]); // mine, as the server lists them
  device = $state(""); // this one
  lacks = $state(false); // this browser has not what private conversations need
  isReady = $state(false);
  readonly resting = new Resting();
  port: Tabs | null = $state.raw(null);
  over = $state.raw<string[]>([]); // answered, faded or gone since this page began: no list shows them
  refused = $state.raw<(Conversation & { at: number })[]>([]); // asked by me, and answered no

  #open = new Kept<string[]>("open private", [], sessionStorage);
  #seen = new Kept<Record<string, number>>("seen", {});

  constructor(
    private line: Line,
    private words: MessagesText,
    private arrived: (arrived: Arrived) => void = () => undefined,
    private drafts = new Drafts(),
  ) {
    this.open = this.#open.read();
  }

  get me(): string {
    return this.line.me()?.id ?? "";
  }

  get talk(): Dialogue | null {
    return this.talks.find((one) => one.id === this.current) ?? null;
  }

  get unread(): number {
    return this.talks.reduce((sum, one) => sum + one.unread, 0);
  }

  talkOf(id: string): Dialogue | undefined {
    return this.talks.find((one) => one.id === id);
  }

  talkWith(member: string): Dialogue | undefined {
    return this.talks.find(
      (one) => one.conversation.other_id === member && one.conversation.state !== "ended",
    );
  }

  ask(command: Ask): Promise<Frame> {
    return this.line.ask(command);
  }

  hint(command: Ask): void {
    void this.line.ask(command).catch(() => undefined);
  }

  /** Loads the sealed part, once; says whether this browser can hold it. */
  async load(): Promise<boolean> {
    if (this.port) return true;
    const { lacking } = await import("../sealed/support");
    this.lacks = (await lacking()) !== null;
    if (this.lacks) return false;
    const { Tabs } = await import("../sealed");
    this.port ??= new Tabs(this.me, { ask: (command) => this.line.ask(command) }, (heard) =>
      this.hear(heard),
    );
    if (this.line.isOpen()) this.port.opened();
    return true;
  }

  /** The line is open again. */
  opened(): void {
    this.port?.opened();
    for (const talk of this.talks) void this.#outbox(talk);
  }

  /** Something came over this page's line. */
  told(frame: Frame): void {
    this.port?.hear(frame);
    if (frame.t === "private_typing")
      this.talkOf(frame.conversation)?.someoneTypes(...this.#typist(frame.conversation));
    if (frame.t === "private_read") this.#hasRead(frame.conversation, frame.member, frame.order);
    if (frame.t === "choices") this.choices = frame.choices;
    if (frame.t === "requests_wait") [this.waiting, this.folded] = [frame.requests, frame.folded];
  }

  hear(heard: Heard): void {
    if (heard.t === "begun") this.#begun(heard.begun);
    else if (heard.t === "frame") this.#frame(heard.frame);
    else if (heard.t === "rest") this.resting.rest = heard.rest;
    else if (heard.t === "entries") this.#entries(heard.conversation, heard.entries);
    else if (heard.t === "faded") this.talkOf(heard.conversation)?.faded(heard.orders);
    else if (heard.t === "outbox") this.talkOf(heard.conversation)?.waiting(heard.outbox, this.line.isOpen());
  }

  /** Shows a conversation in a tab. */
  show(id: string | null): void {
    if (this.current && this.current !== id) this.#left(this.current);
    this.current = id;
    if (!id) return;
    if (!this.open.includes(id)) this.#keepOpen([...this.open, id]);
    if (this.all.get(id)?.state === "open") void this.resting.askToStay();
    this.read();
  }

  /** Closes a tab; the conversation goes on. */
  close(id: string): void {
    this.#keepOpen(this.open.filter((one) => one !== id));
    if (this.current === id) this.show(null);
  }

  /** What is shown was seen, here and on my other devices. */
  read(): void {
    const { talk } = this;
    if (!talk || document.hidden) return;
    if (this.#saw(talk.id, talk.position))
      this.hint({ t: "private.read", conversation: talk.id, order: talk.position });
    talk.read();
  }

  /** Says yes or no to a request. */
  async answer(conversation: string, yes: boolean): Promise<void> {
    await this.port?.call("answer", conversation, yes);
    this.waiting = Math.max(0, this.waiting - 1);
    if (yes) void this.resting.askToStay();
  }

  async choose(changes: Partial<Choices>): Promise<void> {
    const answer = await this.line.ask({ t: "contact.choose", ...changes });
    this.told(answer); // a page that opens later hears of it from this device
  }

  /** Forgets on this device that a request of mine was refused. */
  forgetRefusal(id: string): void {
    this.refused = this.refused.filter((one) => one.id !== id);
  }

  /** Declares a device of mine gone: it is served no more, and leaves every conversation before its next message. */
  async dropDevice(device: string): Promise<void> {
    await this.line.ask({ t: "device.drop", device });
    this.devices = this.devices.filter((one) => one.device !== device);
  }

  #begun(begun: DeviceBegun): void {
    const { conversations, requests, choices, device, devices } = begun;
    this.resting.begun(this.me, begun);
    this.all = new Map(conversations.map((one) => [one.id, one]));
    this.waiting = requests;
    this.choices = choices;
    [this.device, this.devices] = [device, devices];
    this.talks = this.talks.filter((one) => this.all.has(one.id));
    for (const one of conversations) void this.#know(one);
    this.isReady = true;
  }

  #frame(frame: Frame): void {
    if (frame.t === "conversation") this.#changed(frame.conversation);
    else if (frame.t === "conversation_gone") this.#gone(frame.conversation);
    else if (frame.t === "contact_answered" && !frame.yes) this.#answered(frame.conversation);
    else if (frame.t === "consent" || frame.t === "vanishing") this.#agreed(frame);
  }

  /** One of the two changed what they accept, or how long messages stay: it holds at once, and both read it. */
  #agreed(frame: Extract<Frame, { t: "consent" | "vanishing" }>): void {
    const one = this.all.get(frame.conversation);
    if (!one) return;
    const isMine = frame.by === this.me;
    const name = isMine ? "" : nameOf(one, this.words);
    const side = isMine ? "mine" : "theirs";
    const isConsent = frame.t === "consent";
    if (isConsent) this.#changed({ ...one, [side]: { ...one[side], [frame.kind]: frame.given_at } });
    else this.#changed({ ...one, vanishing: frame.after });
    const words = isConsent
      ? this.words.consentRow(name, frame.kind, frame.given_at !== null)
      : this.words.vanishingRow(name, frame.after);
    this.talkOf(one.id)?.tell(words, frame.at);
  }

  #changed(one: Conversation): void {
    this.all = new Map(this.all).set(one.id, one);
    const talk = this.talkOf(one.id);
    if (!talk) return void this.#know(one);
    const wasAsked = talk.conversation.state === "asked" && one.state === "open";
    talk.conversation = one;
    if (isOver(one)) this.drafts.keep(one.id, "");
    talk.redraw();
    if (wasAsked && one.asked_by_me) talk.tell(this.words.acceptedRow(talk.name), Date.now());
  }

  #answered(id: string): void {
    const one = this.all.get(id);
    if (one) this.refused = [...this.refused, { ...one, at: Date.now() }];
    this.#gone(id);
  }

  #gone(id: string): void {
    this.over = [...this.over, id];
    this.all = new Map([...this.all].filter(([known]) => known !== id));
    this.talks = this.talks.filter((one) => one.id !== id);
    this.drafts.keep(id, "");
    this.close(id);
  }

  /** Opens a conversation's log: what the device holds, and how much of it is new. */
  async #know(conversation: Conversation): Promise<void> {
    const known = this.talkOf(conversation.id);
    if (known) known.conversation = conversation;
    if (known || !this.port || (conversation.state === "asked" && !conversation.asked_by_me)) return;
    const talk = new Dialogue(conversation, () => this.line.me(), this.words);
    talk.way = new SealedWay(this, talk);
    this.talks = [...this.talks, talk];
    this.drafts.sealed(talk.id, (id, text) => this.#sealDraft(id, text));
    try {
      const entries = await this.port.call("page", conversation.id, null, PAGE);
      talk.begin(entries, entries.length === PAGE, this.#seen.read()[conversation.id] ?? 0);
    } catch {
      talk.loading = false;
    }
    await this.#outbox(talk);
    if (isOver(talk.conversation)) this.drafts.keep(talk.id, "");
    else this.drafts.unsealed(talk.id, await this.port.call("draft", talk.id, null).catch(() => ""));
    if (this.current === talk.id) this.read();
  }

  /** A draft rests for as long as its talk is open: whatever is still under way then forgets it. */
  #sealDraft(id: string, text: string): void {
    const kept = this.all.get(id)?.state === "open" ? text : "";
    void this.port?.call("draft", id, kept).catch(() => undefined);
  }

  async #outbox(talk: Dialogue): Promise<void> {
    const outbox = await this.port?.call("waiting", talk.id).catch(() => []);
    talk.waiting(outbox ?? [], this.line.isOpen());
  }

  #entries(id: string, entries: Entry[]): void {
    const talk = this.talkOf(id);
    if (!talk || talk.loading) return;
    const isRead = this.current === id && !document.hidden;
    const said = talk.take(entries, isRead);
    if (isRead) this.read();
    if (said.length) this.arrived({ talk, said });
  }

  #hasRead(id: string, member: string, order: number): void {
    const talk = this.talkOf(id);
    if (!talk) return;
    if (member !== this.me) return void (talk.readTo = Math.max(talk.readTo, order));
    this.#saw(id, order);
    talk.wasRead(order);
  }

  /** Keeps up to where a talk was seen, here or elsewhere; false if that was known. */
  #saw(id: string, order: number): boolean {
    const seen = this.#seen.read();
    if (order <= (seen[id] ?? 0)) return false;
    this.#seen.write({ ...seen, [id]: order });
    return true;
  }

  #typist(id: string): [string, string, number] {
    const conversation = this.all.get(id);
    return [conversation?.other_id ?? "", conversation ? nameOf(conversation, this.words) : "", Date.now()];
  }

  #left(id: string): void {
    this.talkOf(id)?.left();
    void this.port?.call("left", id).catch(() => undefined);
  }

  #keepOpen(ids: string[]): void {
    this.open = ids;
    this.#open.write(ids);
  }
}

/** Refused, blocked or left: what was begun in it has nobody to go to. */
function isOver(conversation: Conversation): boolean {
  return conversation.state === "ended";
}
