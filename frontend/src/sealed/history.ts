// What was said, as this device keeps it: each message as it stands now, with the proof of what was received.
import type { Receipt, Unheard } from "../protocol/types";
import type { Octets } from "./octets";
import type { Payload } from "./payload";
import type { Vault } from "./vault";

/** What a report would show: exactly what this device had. */
export interface Proof {
  payload: Octets;
  fk: Octets;
  receipt: Receipt | null;
}

export interface Entry {
  conversation: string;
  order: number;
  id: string;
  at: number; // ms since 1970, by the server
  author: string; // member
  kind: "message" | "unverified" | "device" | "keys";
  text: string;
  action: boolean;
  reply: string | null;
  edited: number;
  reactions: Record<string, string[]>; // emoji: members
  isGone: boolean;
  proof: Proof | null;
}

export interface Said {
  order: number;
  id: string;
  at: number;
  author: string;
  payload: Payload;
  proof: Proof | null;
}

type Puts = [string, unknown][];

const EDIT_MS = 16 * 60_000; // 15 minutes, and one for clocks and the way
const REACTIONS = 20; // different emoji on a message
const DIGITS = 12;

const folder = (conversation: string): string => `log/${conversation}/`;
const nameOf = (conversation: string, order: number): string =>
  folder(conversation) + String(order).padStart(DIGITS, "0");
const placeOf = (conversation: string, id: string): string => `at/${conversation}/${id}`;

export class History {
  constructor(private vault: Vault) {}

  /** At most `count` entries before an order, oldest first. */
  async page(conversation: string, before: number, count: number): Promise<Entry[]> {
    const until = nameOf(conversation, before);
    return (await this.vault.list<Entry>(folder(conversation), until, count)).map(([, entry]) => entry);
  }

  /** Entries between two orders, oldest first. */
  async between(conversation: string, { after, before }: Unheard): Promise<Entry[]> {
    const all = await this.vault.list<Entry>(folder(conversation), nameOf(conversation, before));
    return all.map(([, entry]) => entry).filter((entry) => entry.order > after);
  }

  async find(conversation: string, id: string): Promise<Entry | null> {
    const order = await this.vault.read<number>(placeOf(conversation, id));
    return order === null ? null : this.vault.read<Entry>(nameOf(conversation, order));
  }

  /** What becomes of the records once something is said: a new entry, or a change of an older one. Nothing is written here. */
  async say(conversation: string, said: Said): Promise<{ entry: Entry | null; puts: Puts }> {
    const { kind, body } = said.payload;
    switch (kind) {
      case "text":
      case "action":
        return this.#new(conversation, said, body);
      case "edit":
        return this.#change(conversation, body.id, (entry) =>
          entry.author === said.author && said.at - entry.at < EDIT_MS && !entry.isGone
            ? { ...entry, text: body.text, edited: said.at }
            : null,
        );
      case "reaction":
        return this.#change(conversation, body.id, (entry) => react(entry, said.author, body.emoji, body.on));
      case "retract":
        return this.#change(conversation, body.id, (entry) =>
          entry.author === said.author
            ? { ...entry, text: "", reactions: {}, isGone: true, proof: null }
            : null,
        );
      default:
        return { entry: null, puts: [] };
    }
  }

  /** A row that nobody wrote: another device, other keys, something that could not be verified. */
  row(
    conversation: string,
    order: number,
    at: number,
    author: string,
    kind: Exclude<Entry["kind"], "message">,
    id = "",
  ): { entry: Entry; puts: Puts } {
    const entry = { ...EMPTY, conversation, order, id, at, author, kind };
    return { entry, puts: [[nameOf(conversation, order), entry]] };
  }

  /** Names of everything kept of a conversation. */
  async names(conversation: string): Promise<string[]> {
    const all = await Promise.all([
      this.vault.list<unknown>(folder(conversation)),
      this.vault.list<unknown>(placeOf(conversation, "")),
    ]);
    return all.flat().map(([name]) => name);
  }

  /** Forgets entries said before a time; gives their orders. */
  async fade(conversation: string, until: number): Promise<number[]> {
    const all = await this.vault.list<Entry>(folder(conversation));
    const faded = all.map(([, entry]) => entry).filter((entry) => entry.at <= until);
    await this.forget(conversation, faded);
    return faded.map((entry) => entry.order);
  }

  async forget(conversation: string, entries: Pick<Entry, "order" | "id">[]): Promise<void> {
    if (entries.length) await this.vault.write([], this.namesOf(conversation, entries));
  }

  /** Names of what is kept of entries. */
  namesOf(conversation: string, entries: Pick<Entry, "order" | "id">[]): string[] {
    return entries.flatMap(({ order, id }) => [nameOf(conversation, order), placeOf(conversation, id)]);
  }

  /** Messages that hold the words, newest first; accents and case do not count. */
  async search(words: string, atMost: number): Promise<Entry[]> {
    const wanted = folded(words);
    const all = (await this.vault.list<Entry>("log/")).map(([, entry]) => entry);
    return all
      .filter((entry) => entry.kind === "message" && folded(entry.text).includes(wanted))
      .sort((one, other) => other.at - one.at)
      .slice(0, atMost);
  }

  /** Everything said, for "download my data". */
  async all(): Promise<Entry[]> {
    return (await this.vault.list<Entry>("log/")).map(([, entry]) => entry);
  }

  #new(conversation: string, said: Said, text: string): { entry: Entry; puts: Puts } {
    const { order, id, at, author, proof, payload } = said;
    const entry: Entry = {
      ...EMPTY,
      ...{ conversation, order, id, at, author, text, proof },
      action: payload.kind === "action",
      reply: payload.reply_to,
    };
    return {
      entry,
      puts: [
        [nameOf(conversation, order), entry],
        [placeOf(conversation, id), order],
      ],
    };
  }

  async #change(
    conversation: string,
    id: string,
    how: (entry: Entry) => Entry | null,
  ): Promise<{ entry: Entry | null; puts: Puts }> {
    const before = await this.find(conversation, id);
    const entry = before?.kind === "message" ? how(before) : null;
    return { entry, puts: entry ? [[nameOf(conversation, entry.order), entry]] : [] };
  }
}

const EMPTY: Entry = {
  ...{ conversation: "", order: 0, id: "", at: 0, author: "", kind: "message", text: "", action: false },
  ...{ reply: null, edited: 0, reactions: {}, isGone: false, proof: null },
};

function react(entry: Entry, member: string, emoji: string, on: boolean): Entry | null {
  if (entry.isGone) return null;
  const others = (entry.reactions[emoji] ?? []).filter((one) => one !== member);
  const now = on ? [...others, member] : others;
  const reactions = { ...entry.reactions, [emoji]: now };
  const kept = Object.fromEntries(Object.entries(reactions).filter(([, members]) => members.length));
  return Object.keys(kept).length > REACTIONS ? null : { ...entry, reactions: kept };
}

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
