// What leaves one conversation: the group made ready, the message sealed and stored, then sent; again after any loss.
import { isForLater, Refused } from "../protocol/link";
import type { Conversation, Frames, GivenPackage, Packages, Stored, Ticket } from "../protocol/types";
import { frank } from "./franking";
import type { Around, Inbox } from "./inbox";
import {
  add,
  encrypt,
  found,
  groupIdOf,
  identityOf,
  leavesOf,
  load,
  remove,
  save,
  update,
  type Change,
  type Group,
} from "./mls";
import { base64, octetsOf, same, type Octets } from "./octets";
import { classOf, isWhole, written, type Content } from "./payload";
import { areOf, memberOf } from "./rules";
import { recordOf, type Kept, type Pending, type Waiting, type Wire } from "./talk";

const RENEW_MESSAGES = 50;
const RENEW_MS = 24 * 3_600_000;
const TOO_LONG = "too_long_sealed";
const TRIES = 8; // races lost in a row before a message is said not sent

/** Frames of key packages, if each is of the device that the server names, and each device of these members. */
function checked(given: GivenPackage[], members: Uint8Array[]): Octets[] {
  const frames = given.map((one) => octetsOf(one.package));
  const isSo = given.every((one, at) => same(identityOf(frames[at] as Octets), octetsOf(one.identity)));
  if (isSo && areOf(frames.map(identityOf), members)) return frames;
  throw refusal("bad_welcome");
}

/** What this device refuses by itself, said as the server would. */
function refusal(code: string): Refused {
  const rest = { advice: "never", retry_after_ms: 0, params: {}, sentence: {}, help: "" } as const;
  return new Refused({ t: "error", n: 0, code, ...rest });
}

export class Outbox {
  constructor(
    private around: Around,
    private wire: Wire,
    private kept: Kept,
    private server: () => Conversation,
    private inbox: Inbox,
  ) {}

  /** Keeps a message to send, written down before anything else. Words too long for one stay, not sent; the rest is `Refused`. */
  async add(id: string, content: Content, reply: string | null): Promise<void> {
    if (this.kept.outbox.some((one) => one.id === id)) return;
    const why = isWhole(content, Date.now(), reply) ? "" : TOO_LONG;
    if (why && content.kind !== "text" && content.kind !== "action") throw refusal(why);
    await this.#keep({
      outbox: [...this.kept.outbox, { id, content, reply, at: Date.now(), sealed: null, why }],
    });
  }

  async retry(id: string): Promise<void> {
    await this.#change(id, { why: "", sealed: null });
  }

  async drop(id: string): Promise<void> {
    await this.#keep({ outbox: this.kept.outbox.filter((one) => one.id !== id) });
  }

  /** Sends all that waits, in order; rejects with `Cut`, or `Refused` for later, and goes on at the next call. */
  async flush(): Promise<void> {
    if (this.kept.pending?.kind === "request") return this.#resend();
    if (this.server().state !== "open" || !this.server().available) return this.#stop();
    await this.#resend().catch((error: unknown) => {
      if (!(error instanceof Refused) || isForLater(error.frame.code)) throw error;
    });
    for (let one = this.#next(); one; one = this.#next()) await this.#deliver(one.id);
  }

  #next(): Waiting | undefined {
    return this.kept.outbox.find((one) => !one.why || isForLater(one.why));
  }

  /** Nothing can leave for now: an ended or blocked talk says so, a request that waits is left alone. */
  async #stop(): Promise<void> {
    if (this.server().state === "asked") return;
    const outbox = this.kept.outbox.map((one) =>
      one.why && !isForLater(one.why) ? one : { ...one, why: "not_available" },
    );
    if (outbox.some((one, at) => one.why !== this.kept.outbox[at]?.why)) await this.#keep({ outbox });
  }

  async #deliver(id: string): Promise<void> {
    let why = "";
    for (let turn = 0; turn < TRIES; turn += 1) {
      try {
        return await this.#try(id);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        why = error.frame.code;
        if (isForLater(why)) {
          await this.#change(id, { why }); // its octets stay: the same leave again
          throw error;
        }
        if (!(await this.#mended(why, id))) break;
      }
    }
    await this.#change(id, { why });
  }

  async #try(id: string): Promise<void> {
    if (!this.#find(id)?.sealed) {
      await this.#ready();
      await this.#seal(id);
    }
    const one = this.#find(id);
    if (!one?.sealed) return;
    const conversation = this.kept.id;
    if (one.content.kind === "retract")
      await this.wire.ask({ t: "message.retract", conversation, id, message: one.content.body.id });
    const stored = (await this.wire.ask({
      t: "private.send",
      conversation,
      id,
      frame: base64(one.sealed.frame),
    })) as Stored;
    await this.inbox.settle(id, stored.order, stored.at, null);
  }

  /** Mends what a refusal names; false when it cannot be mended here. */
  async #mended(code: string, id: string): Promise<boolean> {
    if (!["stale_epoch", "stale_group", "remove_first", "group_lost"].includes(code)) return false;
    await this.#change(id, { sealed: null });
    if (code === "group_lost") await this.#keep({ isLost: true });
    await this.catchUp();
    return true;
  }

  /** Brings everything up to now. */
  async catchUp(): Promise<void> {
    for (let more = true; more;) {
      const frames = (await this.wire.ask({
        t: "private.fetch",
        conversation: this.kept.id,
        after: this.kept.order,
      })) as Frames;
      await this.inbox.take(frames);
      more = frames.more;
    }
  }

  /** Makes the group fit before anybody writes. */
  async prepare(): Promise<void> {
    await this.#resend();
    await this.#ready();
  }

  /** Makes the group fit to send in: alive, without those gone, with all devices of mine, keys not too old. */
  async #ready(): Promise<void> {
    if (this.kept.group !== this.server().group) await this.catchUp();
    if (!this.kept.state || this.kept.isLost || this.server().lost || this.kept.group !== this.server().group)
      return this.#found();
    await this.#removeGone(load(this.kept.state));
    await this.#addMissing(load(this.kept.state));
    if (this.kept.sent < RENEW_MESSAGES && Date.now() - this.kept.renewed < RENEW_MS) return;
    await this.#commit(await update(load(this.kept.state)), []);
  }

  async #removeGone(group: Group): Promise<void> {
    const gone = this.server()
      .leaves.filter((leaf) => leaf.gone)
      .map((leaf) => leaf.identity);
    const leaves = leavesOf(group).filter((leaf) => gone.includes(base64(leaf.identity)));
    if (!leaves.length) return;
    const identities = leaves.map((leaf) => base64(leaf.identity));
    await this.#commit(
      await remove(
        group,
        leaves.map((leaf) => leaf.index),
      ),
      identities,
    );
  }

  async #addMissing(group: Group): Promise<void> {
    const here = leavesOf(group);
    const isHere = (identity: string) => here.some((leaf) => same(leaf.identity, octetsOf(identity)));
    if (this.server().missing.every(isHere)) return;
    const { packages } = (await this.wire.ask({
      t: "group.packages",
      conversation: this.kept.id,
    })) as Packages;
    const wanted = packages.filter((one) => !isHere(one.identity));
    const frames = checked(wanted, [memberOf(this.around.identity())]);
    if (frames.length) await this.#commit(await add(group, frames), []);
  }

  async #commit(change: Change, removed: string[]): Promise<void> {
    const { group, commit: frame, welcome } = change;
    const own = { id: crypto.randomUUID(), state: save(group), group: this.kept.group };
    await this.#keep({ pending: { kind: "commit", ...own, frame, welcome, removed, ticket: "" } });
    await this.#resend();
  }

  /** A first contact: the group is made and the one text sealed before anything is sent. */
  async ask({ ticket, group: groupId, packages }: Ticket, id: string, text: string): Promise<void> {
    const me = this.around.identity();
    const other = packages
      .map((one) => memberOf(octetsOf(one.identity)))
      .find((one) => !same(one, memberOf(me)));
    const frames = checked(packages, [memberOf(me), other ?? memberOf(me)]);
    const made = await found(octetsOf(groupId), me, frames);
    await this.#keep({ state: save(made.group), group: groupId, renewed: Date.now() });
    await this.add(id, { kind: "text", body: text }, null);
    await this.#seal(id);
    const one = this.#find(id)?.sealed;
    const own = { id, state: made.commit, group: groupId, frame: one?.frame ?? null, welcome: made.welcome };
    await this.#keep({ pending: { kind: "request", ...own, removed: [], ticket } });
    await this.#resend();
  }

  /** A new group for the conversation: its state was lost on one side. */
  async #found(): Promise<void> {
    if (!this.server().lost) await this.wire.ask({ t: "group.lost", conversation: this.kept.id });
    const ticket = (await this.wire.ask({ t: "group.open", conversation: this.kept.id })) as Ticket;
    const people = [memberOf(this.around.identity()), octetsOf(this.server().other_identity)];
    const packages = checked(ticket.packages, people);
    const { group, welcome } = await found(octetsOf(ticket.group), this.around.identity(), packages);
    const own = { id: crypto.randomUUID(), state: save(group), group: base64(groupIdOf(group)) };
    await this.#keep({
      pending: { kind: "group", ...own, frame: null, welcome, removed: [], ticket: ticket.ticket },
    });
    await this.#resend();
  }

  /** Sends what is pending, the same octets each time; a refusal for good drops it and leaves the old state as it was. */
  async #resend(): Promise<void> {
    const { pending } = this.kept;
    if (!pending) return;
    try {
      const stored = (await this.wire.ask(this.#asked(pending))) as Stored;
      if (pending.kind !== "request") return await this.inbox.adopt(stored);
      await this.#keep({ pending: null });
      await this.inbox.stored({ order: stored.order - 1, at: stored.at }); // the place of its Welcome
      await this.inbox.settle(pending.id, stored.order, stored.at, null);
    } catch (error) {
      if (!(error instanceof Refused) || isForLater(error.frame.code)) throw error;
      await this.#keep({ pending: null });
      if (pending.kind !== "request") await this.catchUp();
      throw error;
    }
  }

  #asked({ kind, id, frame, welcome, removed, ticket }: Pending): Parameters<Wire["ask"]>[0] {
    const conversation = this.kept.id;
    const brought = welcome && base64(welcome);
    const sealed = base64(frame ?? new Uint8Array());
    if (kind === "request")
      return { t: "contact.request", ticket, id, welcome: brought ?? "", frame: sealed };
    if (kind === "group") return { t: "group.found", ticket, id, welcome: brought ?? "" };
    return { t: "private.commit", conversation, id, frame: sealed, welcome: brought, removed };
  }

  async #seal(id: string): Promise<void> {
    const one = this.#find(id);
    if (!one || !this.kept.state) return;
    // Kept by an older release: it must not stand before what can leave.
    if (!isWhole(one.content, one.at, one.reply)) throw refusal(TOO_LONG);
    const payload = written(one.content, one.at, one.reply);
    const { data, commitment, fk } = await frank(payload);
    const made = await encrypt(load(this.kept.state), data, commitment, classOf(payload.length));
    const sealed = { frame: made.frame, group: this.kept.group, payload, fk };
    const outbox = this.kept.outbox.map((other) => (other.id === id ? { ...other, sealed } : other));
    await this.#keep({ outbox, state: save(made.group) });
  }

  #find(id: string): Waiting | undefined {
    return this.kept.outbox.find((one) => one.id === id);
  }

  async #change(id: string, changes: Partial<Waiting>): Promise<void> {
    await this.#keep({
      outbox: this.kept.outbox.map((one) => (one.id === id ? { ...one, ...changes } : one)),
    });
  }

  async #keep(changes: Partial<Kept>): Promise<void> {
    await this.around.vault.write([[recordOf(this.kept.id), { ...this.kept, ...changes }]]);
    Object.assign(this.kept, changes);
    if (changes.outbox) this.around.tell({ t: "outbox", conversation: this.kept.id, outbox: changes.outbox });
  }
}
