// What one can do with a message; every act has a key, a button and a menu line.
import { Refused } from "../../protocol/link";
import type { Message } from "../../protocol/types";
import type { App } from "../../state/app";
import { Dialogue } from "../../state/dialogue.svelte";
import type { Talk } from "../../state/talk.svelte";
import { wayOf, type Way } from "../../state/way";
import { used } from "../../state/quick";

const EDIT_MS = 15 * 60_000;

export class Acts {
  constructor(
    private app: App,
    private talk: Talk,
    private composer: () => HTMLElement | null,
  ) {}

  isMine(message: Message): boolean {
    return message.author.id === this.app.chat.meId;
  }

  isHost(): boolean {
    return this.talk.room?.host === this.app.chat.meId;
  }

  canEdit(message: Message, now = Date.now()): boolean {
    return this.isMine(message) && message.state === "said" && !message.roll && now - message.at < EDIT_MS;
  }

  react(message: Message, emoji: string, on: boolean): void {
    if (on) used(emoji);
    void this.#try(this.#way.react(message, emoji, on));
  }

  reply(message: Message): void {
    this.talk.editing = null;
    this.talk.replyTo = message;
    this.composer()?.focus();
  }

  edit(message: Message): void {
    this.talk.replyTo = null;
    this.talk.editing = message;
    this.composer()?.focus();
  }

  /** Edits my last message, if there is one that still can be. */
  editLast(): boolean {
    const last = this.talk.messages.findLast((one) => this.canEdit(one));
    if (last) this.edit(last);
    return last !== undefined;
  }

  async copy(message: Message): Promise<void> {
    await navigator.clipboard.writeText(message.text);
    this.app.announcer.say(this.app.text.copied);
    this.app.toasts.show(this.app.text.copied);
  }

  /** Takes a message back; its words can still be put into the composer. */
  async remove(message: Message): Promise<void> {
    const isDone = await this.#try(this.#way.remove(message));
    if (isDone)
      this.app.toasts.show(this.app.text.removed, () =>
        this.app.chat.kept.keepDraft(this.talk.id, message.text),
      );
  }

  /** Opens a report with the message already ticked. */
  report({ id, author }: Message): void {
    const whose = { message: id, member: author.id, name: author.name };
    this.app.desk.onTop = {
      kind: "report",
      about:
        this.talk instanceof Dialogue
          ? { what: "private", conversation: this.talk.id, ...whose }
          : { what: "message", place: this.talk.id, target: id, ...whose },
    };
  }

  /** Opens the question why a host hides a message. */
  hide({ id, author }: Message): void {
    const about = { act: "hide" as const, place: this.talk.id, message: id, name: author.name };
    this.app.desk.onTop = { kind: "host act", about };
  }

  /** Shows again what a host has hidden. */
  showAgain(message: Message): void {
    void this.#try(this.app.chat.ask({ t: "host_show", place: this.talk.id, message: message.id }));
  }

  pin(message: Message): void {
    const pin = this.talk.pinned?.id === message.id ? "" : message.id;
    void this.#try(this.app.chat.ask({ t: "set_room", place: this.talk.id, pin }));
  }

  /** How a message's links are drawn here. */
  links(message: Message): ReturnType<Way["links"]> {
    return this.#way.links(message);
  }

  get #way(): Way {
    return wayOf(this.app.chat, this.talk);
  }

  async #try(asked: Promise<unknown>): Promise<boolean> {
    try {
      await asked;
      return true;
    } catch (error) {
      this.app.toasts.show(sentenceOf(this.app, error));
      return false;
    }
  }
}

/** What to tell the reader about a command that was not done. */
export function sentenceOf(app: Pick<App, "text" | "language">, error: unknown): string {
  if (!(error instanceof Refused)) return app.text.errors["cut"] ?? "";
  const { code, sentence } = error.frame;
  return sentence[app.language] || app.text.errors[code] || app.text.errors["fault"] || "";
}
