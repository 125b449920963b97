// People I know or keep away: friends, those who ask, those I block or ignore.
import { Cut, type Ask } from "../protocol/link";
import type { Card, Frame, Friend } from "../protocol/types";
import type { Keepsakes } from "./keepsakes.svelte";

export type Tie = "none" | "friend" | "asked" | "asking";

export class Company {
  friends = $state.raw<Friend[]>([]);
  asking = $state.raw<Card[]>([]);
  asked = $state.raw<Card[]>([]);
  blocked = $state.raw<Card[]>([]);
  #unsent = new Map<string, boolean>(); // ignored, or no more, while there was no line

  constructor(
    private ask: (command: Ask) => Promise<Frame>,
    private kept: Keepsakes,
  ) {}

  /** The line is open: asks who they are; what changes follows by itself. */
  opened(): void {
    this.#list("friend.list");
    const sent = [...this.#unsent].map(([member, on]) => this.#send(member, on));
    void Promise.all(sent).then(() => this.#list("set_aside.list"));
  }

  told(frame: Frame): void {
    if (frame.t === "friends") ({ friends: this.friends, asking: this.asking, asked: this.asked } = frame);
    else if (frame.t === "set_aside") {
      this.blocked = frame.blocked;
      this.kept.setIgnored(frame.ignored.map(({ id, name }) => ({ id, name })));
    } else if (frame.t === "friend_here") {
      const { member, here } = frame;
      this.friends = this.friends.map((one) => (one.card.id === member ? { ...one, here } : one));
    }
  }

  tieWith(member: string): Tie {
    if (this.friends.some((one) => one.card.id === member)) return "friend";
    if (this.asked.some((one) => one.id === member)) return "asked";
    return this.asking.some((one) => one.id === member) ? "asking" : "none";
  }

  /** Asks to be friends, or says yes to whoever asked. Rejects with `Refused` or `Cut`. */
  async befriend(member: string): Promise<void> {
    await this.ask({ t: "friend.ask", member });
    this.opened();
  }

  async endFriend(member: string): Promise<void> {
    await this.ask({ t: "friend.end", member });
    this.opened();
  }

  async block(member: string, on: boolean): Promise<void> {
    await this.ask({ t: "block", member, on });
    this.opened();
  }

  /** Ignores at once on this device; my other devices follow, on return if there is no line now. */
  ignore(person: { id: string; name: string }, on: boolean): void {
    if (on) this.kept.ignore(person);
    else this.kept.unignore(person.id);
    void this.#send(person.id, on);
  }

  async #send(member: string, on: boolean): Promise<void> {
    this.#unsent.set(member, on);
    try {
      await this.ask({ t: "ignore", member, on });
    } catch (error) {
      if (error instanceof Cut) return;
    }
    if (this.#unsent.get(member) === on) this.#unsent.delete(member);
  }

  #list(t: "friend.list" | "set_aside.list"): void {
    void this.ask({ t }).then(
      (frame) => this.told(frame),
      () => undefined,
    );
  }
}
