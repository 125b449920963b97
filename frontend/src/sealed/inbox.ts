// Frames of one conversation, taken in order: each changes state, log and place in one write, or is not taken.
import type { Conversation, Frames, Item } from "../protocol/types";
import { openFranked } from "./franking";
import type { Entry, History, Said } from "./history";
import {
  groupIdOf,
  isActive,
  join,
  leavesOf,
  load,
  receive,
  save,
  welcomed,
  type Group,
  type OwnPackage,
} from "./mls";
import { base64, octetsOf, same, type Octets } from "./octets";
import { isRequest, readPayload, type Payload } from "./payload";
import { areOf, isAllowed, memberOf } from "./rules";
import { recordOf, type Kept, type Pending, type Told } from "./talk";
import type { Vault } from "./vault";

export interface Around {
  vault: Vault;
  history: History;
  tell: (told: Told) => void;
  identity: () => Octets; // mine: member, then device
  devices: () => Octets[]; // identities of those I know to be mine, this one among them
  me: () => string; // member id
}

type Puts = [string, unknown][];
type Placed = Pick<Item, "order" | "at">;

const identitiesOf = (group: Group): Uint8Array[] => leavesOf(group).map((leaf) => leaf.identity);

export class Inbox {
  constructor(
    private around: Around,
    private kept: Kept,
    private server: () => Conversation,
  ) {}

  /** Takes frames; false when something is missing before them. */
  async take(frames: Frames): Promise<boolean> {
    if (frames.after > this.kept.order) return false;
    for (const item of frames.items) if (item.order > this.kept.order) await this.#item(item);
    if (frames.upto > this.kept.order) await this.#write({ order: frames.upto }, [], []);
    return true;
  }

  /** Makes a pending commit or group the present one: the server has taken it, at this place. */
  async adopt(placed: Placed, order = this.kept.order): Promise<void> {
    const { pending } = this.kept;
    if (!pending) return;
    const renewal = { sent: 0, renewed: Date.now(), isLost: false };
    const kind = this.#changes(load(pending.state), pending.kind);
    const { puts, entries } = this.#rowOf(kind, placed, this.around.me());
    await this.#write(
      { state: pending.state, group: pending.group, pending: null, order, ...renewal },
      puts,
      entries,
    );
    if (pending.kind === "group") Object.assign(this.server(), { group: pending.group, lost: false });
  }

  /** A request of mine is stored: says whether its group holds a device of mine that I did not know of. */
  async stored(placed: Placed): Promise<void> {
    const kind = this.kept.state && this.#isJoinedByMine(load(this.kept.state)) ? "device" : null;
    const { puts, entries } = this.#rowOf(kind, placed, this.around.me());
    if (entries.length) await this.#write({}, puts, entries);
  }

  /** What a change of my own is to be told as: mine or not, who made it does not say who comes with it. */
  #changes(group: Group, kind: Pending["kind"]): "device" | "keys" | null {
    if (kind === "group") return this.#isJoinedByMine(group) ? "device" : "keys";
    const before = this.kept.state ? leavesOf(load(this.kept.state)).length : 0;
    const after = leavesOf(group).length;
    return after === before ? null : after > before ? "device" : "keys";
  }

  #isJoinedByMine(group: Group): boolean {
    const known = this.around.devices();
    const mine = leavesOf(group).filter(({ identity }) => areOf([identity], [this.#me()]));
    return mine.some((leaf) => !known.some((identity) => same(identity, leaf.identity)));
  }

  #me = (): Uint8Array => memberOf(this.around.identity());

  #rowOf(
    kind: "device" | "keys" | null,
    { order, at }: Placed,
    author: string,
  ): { puts: Puts; entries: Entry[] } {
    if (!kind) return { puts: [], entries: [] };
    const { entry, puts } = this.around.history.row(this.kept.id, order, at, author, kind);
    return { puts, entries: [entry] };
  }

  async #item(item: Item): Promise<void> {
    const isOwn = same(octetsOf(item.identity), this.around.identity());
    if (this.kept.pending?.id === item.id) return this.adopt(item, item.order);
    if (item.kind === "message") return isOwn && !item.frame ? this.#own(item) : this.#message(item);
    if (isOwn && !item.frame) return this.#write({ order: item.order }, [], []);
    return item.kind === "welcome" ? this.#welcome(item) : this.#commit(item);
  }

  /** A message of this very device came back: it is stored, whether or not its answer arrived. */
  async #own(item: Item): Promise<void> {
    await this.settle(item.id, item.order, item.at, item);
  }

  /** Moves a message from the outbox to the log. */
  async settle(id: string, order: number, at: number, item: Item | null): Promise<void> {
    const one = this.kept.outbox.find((other) => other.id === id);
    const place = item ? { order } : {};
    if (!one?.sealed) return this.#write(place, [], []);
    const { payload: octets, fk } = one.sealed;
    const payload = readPayload(octets);
    const proof = { payload: octets, fk, receipt: item?.receipt ?? null };
    const outbox = this.kept.outbox.filter((other) => other !== one);
    const said = payload && { order, id, at, author: this.around.me(), payload, proof };
    const { entry, puts } = said
      ? await this.around.history.say(this.kept.id, said)
      : { entry: null, puts: [] };
    await this.#write({ ...place, outbox, sent: this.kept.sent + 1 }, puts, entry ? [entry] : []);
    this.around.tell({ t: "outbox", conversation: this.kept.id, outbox });
  }

  async #welcome(item: Item): Promise<void> {
    const frame = octetsOf(item.frame);
    const hadGroup = this.kept.group !== "" && this.kept.group !== item.group;
    try {
      const own = await this.#packageFor(frame);
      if (!own) throw new Error("no package of ours");
      const group = await join(frame, own);
      if (base64(groupIdOf(group)) !== item.group) throw new Error("another group");
      if (!areOf(identitiesOf(group), this.#people(item))) throw new Error("a ghost");
      const row = this.#isJoinedByMine(group)
        ? this.#rowOf("device", item, this.around.me())
        : this.#rowOf(hadGroup ? "keys" : null, item, item.member);
      const state = { state: save(group), group: item.group, pending: null, isLost: false };
      const { state: stands, asked_by_me } = this.server();
      const isRequest = stands === "asked" && !asked_by_me;
      const drops = own.isLast ? [] : [`package/${own.reference}`];
      await this.#write(
        { ...state, isRequest, sent: 0, renewed: Date.now(), order: item.order },
        row.puts,
        row.entries,
        drops,
      );
    } catch {
      await this.#write({ isLost: true, order: item.order }, [], []);
    }
  }

  /** The two whose devices may be in a group: I, and the other, whom whoever founded it names where the talk is new. */
  #people(item: Item): Uint8Array[] {
    const other = this.server().other_identity;
    const named = other ? octetsOf(other) : memberOf(octetsOf(item.identity));
    return [this.#me(), named];
  }

  async #packageFor(frame: Octets): Promise<(OwnPackage & { isLast: boolean }) | null> {
    for (const reference of welcomed(frame)) {
      const own = await this.around.vault.read<OwnPackage & { isLast: boolean }>(`package/${reference}`);
      if (own) return own;
    }
    return null;
  }

  async #commit(item: Item): Promise<void> {
    const group = this.#group(item);
    if (!group) return this.#write({ order: item.order }, [], []);
    const listed = this.server().leaves.filter((leaf) => leaf.gone);
    // The server checked that those the commit names were gone; by now they may have left its list.
    const devices = [...listed.map((leaf) => leaf.identity), ...item.removed].map(octetsOf);
    try {
      const got = await receive(group, octetsOf(item.frame), (proposed) => isAllowed(proposed, devices));
      if (got.kind !== "commit" || !same(got.sender.identity, octetsOf(item.identity)))
        throw new Error("refused");
      const { added = [], removed = [] } = got.proposed ?? {};
      const shown = added.length
        ? this.#rowOf("device", item, item.member)
        : this.#rowOf(removed.length ? "keys" : null, item, this.#authorOf(removed[0], item));
      const state = isActive(got.group) ? save(got.group) : null; // a removed device keeps no secret
      const pending = this.kept.pending?.kind === "commit" ? null : this.kept.pending; // a lost race
      await this.#write({ state, pending, order: item.order }, shown.puts, shown.entries);
    } catch {
      await this.#write({ isLost: true, order: item.order }, [], []);
    }
  }

  /** Whose device a commit removed: not always one of whoever made it. */
  #authorOf(leaf: { identity: Uint8Array } | undefined, item: Item): string {
    if (!leaf) return item.member;
    return areOf([leaf.identity], [this.#me()]) ? this.around.me() : this.server().other_id;
  }

  async #message(item: Item): Promise<void> {
    const { history } = this.around;
    const read = await this.#read(item).catch(() => null);
    if (!read) {
      const { entry, puts } = history.row(
        this.kept.id,
        item.order,
        item.at,
        item.member,
        "unverified",
        item.id,
      );
      return this.#write({ order: item.order }, puts, [entry]);
    }
    const { entry, puts } = await history.say(this.kept.id, read.said);
    const outbox = this.kept.outbox.filter((one) => one.id !== item.id); // sent again by another device of mine
    const isSent = outbox.length < this.kept.outbox.length;
    await this.#write({ order: item.order, state: save(read.group), outbox }, puts, entry ? [entry] : []);
    if (isSent) this.around.tell({ t: "outbox", conversation: this.kept.id, outbox });
  }

  /** Opens a message and checks all that must hold before it may be shown; throws or gives null otherwise. */
  async #read(item: Item): Promise<{ group: Group; said: Said } | null> {
    const group = this.#group(item);
    if (!group) return null;
    const got = await receive(group, octetsOf(item.frame), () => false);
    if (got.kind !== "message" || !same(got.sender.identity, octetsOf(item.identity))) return null;
    const opened = await openFranked(got.octets, got.commitment);
    const payload = opened && readPayload(opened.payload);
    if (!opened || !payload || !this.#isLawful(payload, item)) return null;
    if (item.receipt && !same(octetsOf(item.receipt.c), got.commitment)) return null;
    const proof = { payload: opened.payload, fk: opened.fk, receipt: item.receipt };
    const { order, id, at, member } = item;
    return { group: got.group, said: { order, id, at, author: member, payload, proof } };
  }

  /** A first contact is one short text; a retraction needs its clear command, other announced kinds are not ours yet. */
  #isLawful(payload: Payload, item: Item): boolean {
    if (payload.kind === "retract") return item.offer === "retract" && item.target === payload.body.id;
    if (["photo_ref", "plan", "call_event"].includes(payload.kind)) return false;
    return this.server().state !== "asked" || isRequest(payload);
  }

  #group(item: Item): Group | null {
    return this.kept.state && this.kept.group === item.group ? load(this.kept.state) : null;
  }

  async #write(changes: Partial<Kept>, puts: Puts, entries: Entry[], drops: string[] = []): Promise<void> {
    const after = { ...this.kept, ...changes };
    await this.around.vault.write([[recordOf(this.kept.id), after], ...puts], drops);
    Object.assign(this.kept, changes);
    if (entries.length) this.around.tell({ t: "entries", conversation: this.kept.id, entries });
  }

  /** The devices in the group as this device sees them. */
  leaves(): ReturnType<typeof leavesOf> {
    return this.kept.state ? leavesOf(load(this.kept.state)) : [];
  }
}
