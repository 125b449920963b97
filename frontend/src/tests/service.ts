// A delivery service in memory, for what real ones do rarely: lose answers, stale epochs, lost states. One conversation a pair.
import { Cut, Refused, type Ask } from "../protocol/link";
import type { Conversation, Device as Known, Frame, GivenPackage, Item, Receipt } from "../protocol/types";
import { base64, joined, octetsOf, random } from "../sealed/octets";

const NONE = { photos: null, links: null, voice_webcam: null, plan: null };

interface Party {
  member: string;
  reference: Uint8Array;
  device: string;
  packages: string[];
  last: string;
  acked: number;
  from: number; // order of the Welcome of a device added later
  hear: (frame: Frame) => void;
  isOnline: boolean;
}

interface Place {
  state: "asked" | "open";
  group: string;
  epoch: number;
  seq: number;
  items: Item[];
  identities: string[];
  gone: string[];
  lost: boolean;
  asker: string;
  vanishing: Conversation["vanishing"];
}

export const BUSY_MS = 1_000;
const UNLOST = ["private.fetch", "device.begin"];

export function refused(code: string, retry_after_ms = 0): Refused {
  const rest = { advice: "now", retry_after_ms, params: {}, sentence: {}, help: "" } as const;
  return new Refused({ t: "error", n: 0, code, ...rest });
}

export class Service {
  place: Place | null = null;
  parties: Party[] = [];
  losesAnswers = 0; // the next so many answers are lost on the way, after the act
  refuses: (command: Ask) => Refused | null | false = () => null; // what it does not do
  references = new Map<string, Uint8Array>();
  commands: string[] = [];
  ghosts: GivenPackage[] = []; // what a modified server hands out beside what it should

  /** A line for one device of a member. */
  line(member: string): Party & { ask: (command: Ask) => Promise<Frame> } {
    const reference = this.references.get(member) ?? random(16);
    this.references.set(member, reference);
    const party: Party = {
      ...{
        member,
        reference,
        device: "",
        packages: [],
        last: "",
        acked: 0,
        from: this.place ? Number.POSITIVE_INFINITY : 0,
        isOnline: true,
      },
      hear: () => undefined,
    };
    this.parties.push(party);
    return Object.assign(party, { ask: (command: Ask) => this.#answer(party, command) });
  }

  view(party: Party): Conversation {
    const place = this.#place();
    const other = this.parties.find((one) => one.member !== party.member) as Party;
    const mine = this.parties.filter((one) => one.member === party.member).map((one) => this.#identity(one));
    return {
      ...{ id: "c-1", other: null, other_id: other.member, other_identity: base64(other.reference) },
      ...{ state: place.state, asked_by_me: place.asker === party.member, available: true, frozen: false },
      ...{ group: place.group, epoch: place.epoch, head: this.#head(), acked: party.acked },
      leaves: place.identities.map((identity) => ({
        member: "",
        identity,
        gone: place.gone.includes(identity),
      })),
      joined: place.identities.includes(this.#identity(party)),
      missing: mine.filter((identity) => !place.identities.includes(identity)),
      ...{ lost: place.lost, mine: NONE, theirs: NONE, vanishing: place.vanishing, since: 0 },
      unheard: this.unheard.filter((one) => one.reader !== party.member && one.before),
    };
  }

  /** Tells everybody how the conversation stands, and gives what is new. */
  tellAll(): void {
    for (const party of this.parties) {
      if (party.isOnline) party.hear({ t: "conversation", conversation: this.view(party) });
    }
  }

  #place(): Place {
    if (!this.place) throw refused("unknown_conversation");
    return this.place;
  }

  #head = (): number => this.place?.items.at(-1)?.order ?? 0;
  #identity = (party: Party): string => base64(joined(party.reference, octetsOf(party.device)));

  async #answer(party: Party, command: Ask): Promise<Frame> {
    await Promise.resolve();
    if (!party.isOnline) throw new Cut();
    this.commands.push(command.t);
    const refusal = this.refuses(command);
    if (refusal) throw refusal;
    const answer = this.#do(party, command);
    if (this.losesAnswers > 0 && !UNLOST.includes(command.t)) {
      this.losesAnswers -= 1;
      throw new Cut();
    }
    return answer as Frame;
  }

  #do(party: Party, command: Ask): object {
    switch (command.t) {
      case "device.begin": {
        const isNew = !command.device;
        party.device = command.device ?? base64(random(16));
        const rest = { packages: party.packages.length, packages_until: Date.now() + 14 * 86_400_000 };
        const devices: Known[] = this.parties
          .filter((one) => one.member === party.member && one.device)
          .map(({ device }) => ({ device, since: 0, seen: 0, this: device === party.device }));
        const conversations =
          this.place && (this.place.state === "open" || this.place.asker === party.member)
            ? [this.view(party)]
            : [];
        return {
          t: "device",
          identity: this.#identity(party),
          device: party.device,
          is_new: isNew,
          ...rest,
          last_resort: party.last !== "",
          devices,
          conversations,
          requests: 0,
          choices: {},
        };
      }
      case "device.packages":
        party.packages.push(...(command.packages ?? []));
        party.last = command.last_resort ?? party.last;
        return { t: "stock" };
      case "contact.open":
        return this.#ticket(party, base64(random(16)));
      case "contact.request":
        if (!this.place) this.#begin(party, command.ticket);
        return this.#put(party, command.id, [
          ["welcome", command.welcome],
          ["message", command.frame],
        ]);
      case "contact.answer":
        this.#place().state = "open";
        this.tellAll();
        return { t: "ok" };
      case "private.fetch":
        return this.#frames(party, command.after);
      case "private.ack":
        party.acked = command.order;
        return { t: "ok" };
      case "message.retract":
        this.retracted.set(command.id, command.message);
        return { t: "ok" };
      case "private.send":
        this.#check(command.frame, command.id);
        return this.#put(party, command.id, [["message", command.frame]]);
      case "private.commit":
        return this.#commit(party, command);
      case "group.packages":
        return { t: "packages", packages: this.#given(party, this.view(party).missing) };
      case "group.lost":
        this.#place().lost = true;
        if (!this.unheard.some((one) => one.reader === party.member && !one.before))
          this.unheard.push({ reader: party.member, after: party.acked, before: 0 });
        this.tellAll();
        return { t: "ok" };
      case "group.open":
        return this.#ticket(party, base64(random(16)));
      case "group.found":
        return this.#refound(party, command);
      default:
        throw refused("unknown_command");
    }
  }

  retracted = new Map<string, string>();
  unheard: { reader: string; after: number; before: number }[] = [];
  tickets = new Map<string, { group: string; identities: string[] }>();

  #given(party: Party, wanted: string[]): GivenPackage[] {
    const others = this.parties.filter((one) => one !== party && wanted.includes(this.#identity(one)));
    const given = others.map((one) => ({
      member: one.member,
      identity: this.#identity(one),
      package: one.packages.shift() ?? one.last,
    }));
    return [...given, ...this.ghosts];
  }

  #ticket(party: Party, group: string): object {
    const ticket = crypto.randomUUID();
    const identities = this.parties.filter((one) => one.device).map(this.#identity);
    this.tickets.set(ticket, { group, identities });
    return {
      t: "ticket",
      ticket,
      conversation: "c-1",
      group,
      packages: this.#given(party, identities),
      until: 0,
    };
  }

  #begin(party: Party, ticket: string): void {
    const { group, identities } = this.tickets.get(ticket) as { group: string; identities: string[] };
    const rest = { seq: 0, items: [], gone: [], lost: false, asker: party.member, vanishing: "off" as const };
    this.place = { state: "asked", group, epoch: 1, identities, ...rest };
  }

  #check(frame: string, id: string, isCommit = false): void {
    const place = this.#place();
    if (place.items.some((item) => item.id === id)) return;
    if (place.lost) throw refused("group_lost");
    if (!isCommit && place.identities.some((identity) => place.gone.includes(identity)))
      throw refused("remove_first");
    const octets = octetsOf(frame);
    if (base64(octets.subarray(5, 21)) !== place.group) throw refused("stale_group");
    if (Number(new DataView(octets.buffer).getBigUint64(21)) !== place.epoch) throw refused("stale_epoch");
  }

  #commit(party: Party, command: Extract<Ask, { t: "private.commit" }>): object {
    this.#check(command.frame, command.id, true);
    const place = this.#place();
    if (!place.items.some((item) => item.id === command.id)) {
      place.epoch += 1;
      place.identities = place.identities.filter((one) => !command.removed?.includes(one));
      place.gone = place.gone.filter((one) => !command.removed?.includes(one));
      const added = command.welcome ? this.view(party).missing : [];
      place.identities.push(...added);
      for (const one of this.parties) if (added.includes(this.#identity(one))) one.from = this.#head() + 1;
    }
    const stored = this.#put(
      party,
      command.id,
      [["commit", command.frame, command.welcome ?? ""]],
      command.removed,
    );
    this.tellAll();
    return stored;
  }

  #refound(party: Party, command: Extract<Ask, { t: "group.found" }>): object {
    const place = this.#place();
    const { group, identities } = this.tickets.get(command.ticket) as { group: string; identities: string[] };
    if (!place.items.some((item) => item.id === command.id)) {
      if (!place.lost) throw refused("stale_group");
      Object.assign(place, { group, identities, epoch: 1, lost: false, gone: [] });
    }
    const stored = this.#put(party, command.id, [["welcome", command.welcome]]);
    for (const one of this.unheard) one.before ||= this.#head();
    this.tellAll();
    return stored;
  }

  #welcomes = new Map<number, string>();

  #put(party: Party, id: string, frames: [Item["kind"], string, string?][], removed: string[] = []): object {
    const place = this.#place();
    const known = place.items.findLast((item) => item.id === id);
    if (known)
      return {
        t: "stored",
        conversation: "c-1",
        id,
        order: known.order,
        epoch: place.epoch,
        seq: 0,
        at: known.at,
      };
    for (const [kind, frame, welcome] of frames) {
      const order = this.#head() + 1;
      const target = this.retracted.get(id) ?? "";
      const c = kind === "message" ? base64(octetsOf(frame).subarray(31, 63)) : "";
      const receipt = kind === "message" ? ({ c } as Receipt) : null;
      const rest = { added: [], removed, receipt, offer: target ? ("retract" as const) : null, target };
      place.items.push({
        order,
        kind,
        id,
        group: place.group,
        epoch: place.epoch,
        member: party.member,
        identity: this.#identity(party),
        at: Date.now(),
        frame,
        ...rest,
      });
      if (welcome) this.#welcomes.set(order, welcome);
    }
    const order = this.#head();
    queueMicrotask(() => this.#tell());
    return { t: "stored", conversation: "c-1", id, order, epoch: place.epoch, seq: 0, at: Date.now() };
  }

  #told = new Map<Party, number>();

  #tell(): void {
    for (const party of this.parties) {
      const after = this.#told.get(party) ?? 0;
      if (!party.isOnline || this.place?.state !== "open") continue;
      this.#told.set(party, this.#head());
      if (after < this.#head()) party.hear(this.#frames(party, after) as Frame);
    }
  }

  #frames(party: Party, after: number): object {
    const items = this.#place()
      .items.filter((item) => item.order > after && item.order >= party.from)
      .map((item) => this.#seenBy(party, item));
    return { t: "frames", n: 0, conversation: "c-1", after, upto: this.#head(), items, more: false };
  }

  /** A device added later hears, at its place, the Welcome of the commit that added it. */
  #seenBy(party: Party, item: Item): Item {
    if (item.identity === this.#identity(party)) return { ...item, frame: "" };
    const welcome = item.order === party.from ? this.#welcomes.get(item.order) : undefined;
    return welcome ? { ...item, kind: "welcome", frame: welcome } : item;
  }
}
