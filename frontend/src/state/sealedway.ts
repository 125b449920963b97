// The way of a private talk: everything is asked of this device, which seals it.
import type { Message } from "../protocol/types";
import type { Content } from "../sealed/payload";
import type { Conversations } from "./conversations.svelte";
import type { Dialogue } from "./dialogue.svelte";
import type { Outgoing } from "./talk.svelte";
import type { Way } from "./way";

const PAGE = 50;

export class SealedWay implements Way {
  constructor(
    private all: Conversations,
    private talk: Dialogue,
  ) {}

  say(text: string, action: boolean): void {
    const reply = this.talk.replyTo?.id ?? null;
    this.talk.replyTo = null;
    void this.#send({ kind: action ? "action" : "text", body: text }, reply);
  }

  again(one: Outgoing): void {
    void this.all.port?.call("retry", this.talk.id, one.key).catch(() => undefined);
  }

  drop(one: Outgoing): void {
    void this.all.port?.call("drop", this.talk.id, one.key).catch(() => undefined);
  }

  edit(message: Message, text: string): Promise<void> {
    return this.#send({ kind: "edit", body: { id: message.id, text } });
  }

  remove(message: Message): Promise<void> {
    return this.#send({ kind: "retract", body: { id: message.id } });
  }

  react(message: Message, emoji: string, on: boolean): Promise<void> {
    return this.#send({ kind: "reaction", body: { id: message.id, emoji, on } });
  }

  types(): void {
    if (this.all.choices?.typing) this.all.hint({ t: "private.typing", conversation: this.talk.id });
  }

  async older(): Promise<void> {
    const first = this.talk.entries[0];
    if (!this.all.port || !this.talk.more || this.talk.loadingOlder || !first) return;
    this.talk.loadingOlder = true;
    try {
      const entries = await this.all.port.call("page", this.talk.id, first.order, PAGE);
      this.talk.olderEntries(entries, entries.length === PAGE);
    } finally {
      this.talk.loadingOlder = false;
    }
  }

  links(message: Message): "words" | "host" | "open" {
    if (message.author.id === this.all.me) return "host";
    return this.talk.conversation.mine.links === null ? "words" : "open";
  }

  async #send(content: Content, reply: string | null = null): Promise<void> {
    await this.all.port?.call("send", this.talk.id, crypto.randomUUID(), content, reply);
  }
}
