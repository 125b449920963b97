// What is being written in one talk: the draft, an edit in its place, what may complete it, when it may leave.
import type { App } from "../../state/app";
import { IN_ROOM, leftOf, parts, SEALED, type Room } from "../../state/lengths";
import { isShouting } from "../../state/words";
import type { Talk } from "../../state/talk.svelte";
import { wayOf } from "../../state/way";
import { sentenceOf } from "./acts";
import { choicesFor, complete, type Choice } from "./completion";
import { obey, said } from "./obey";

const WARN_AT = 0.2; // of what one message holds
const TYPING_EVERY_MS = 3_000;

export class Writing {
  strip = $state.raw<{ kind: "unknown"; name: string } | { kind: "kept"; sentence: string } | null>(null);
  caret = $state(0);
  at = $state(0); // the choice under the keys
  closed = $state(false); // the list was closed with Escape
  #edit = $state<string | null>(null);
  #told = 0;

  constructor(
    private app: App,
    private talk: Talk,
  ) {}

  get text(): string {
    return this.talk.editing
      ? (this.#edit ?? this.talk.editing.text)
      : this.app.chat.kept.draft(this.talk.id);
  }

  set text(value: string) {
    this.strip = null;
    if (this.talk.editing) this.#edit = value;
    else this.app.chat.kept.keepDraft(this.talk.id, value);
  }

  left = $derived.by(() => leftOf(said(this.app, this.text), this.#room));
  isLong = $derived.by(() => this.left <= WARN_AT * this.#room.characters);
  /** The same words as several messages, where one does not hold them: in private talks, and not for commands. */
  several = $derived.by(() =>
    this.left < 0 && this.talk.way && !this.talk.editing && !this.text.startsWith("/")
      ? parts(said(this.app, this.text), this.#room)
      : [],
  );
  isShouting = $derived.by(() => isShouting(this.text));

  choices = $derived.by((): Choice[] => {
    if (this.closed || this.talk.editing) return [];
    const { chat, language, text } = this.app;
    const present = chat.people?.place === this.talk.id ? chat.people.people.map((one) => one.name) : [];
    const spoke = this.talk.messages.map((one) => one.author.name);
    const names = [...new Set([...present, ...spoke])].filter((name) => name !== chat.me?.card.name);
    return choicesFor(this.text.slice(0, this.caret), names, language, text);
  });

  /** Typed: others may know, at most every three seconds, and never what. */
  typed(now = Date.now()): void {
    this.closed = false;
    this.at = 0;
    if (!this.text || this.talk.editing || this.text.startsWith("/") || now - this.#told < TYPING_EVERY_MS)
      return;
    this.#told = now;
    wayOf(this.app.chat, this.talk).types();
  }

  pick(choice: Choice): number {
    const done = complete(this.text, this.caret, choice);
    this.text = done.value;
    return (this.caret = done.caret);
  }

  /** Obeys a key of the list of choices: where the caret goes, true if it only moved, false if not for the list. */
  key(key: string): number | boolean {
    const count = this.choices.length;
    const choice = this.choices[this.at];
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (!choice) return false;
    if (key === "Enter" || key === "Tab") return this.pick(choice);
    if (step) this.at = (this.at + step + count) % count;
    else if (key === "Escape") this.closed = true;
    else return false;
    return true;
  }

  get #room(): Room {
    return this.talk.way ? SEALED : IN_ROOM;
  }

  /** Sends a long text as several messages, in order. */
  async leaveAsSeveral(): Promise<void> {
    const messages = this.several;
    this.app.chat.kept.keepDraft(this.talk.id, "");
    for (const one of messages) await obey(this.app, this.talk, one, true);
  }

  stopEditing(): void {
    this.talk.editing = null;
    this.#edit = null;
  }

  /** Sends, edits or obeys; what was typed stays in the field unless it left. */
  async leave(asMessage = false): Promise<void> {
    const text = this.text;
    if (!text.trim() || this.left < 0) return;
    if (this.talk.editing) return this.#change(text);
    this.#told = 0;
    this.app.chat.kept.keepDraft(this.talk.id, "");
    this.strip = null;
    const outcome = await obey(this.app, this.talk, text, asMessage);
    if (outcome.kind === "done") return;
    this.app.chat.kept.keepDraft(this.talk.id, text);
    this.strip = outcome;
  }

  async #change(text: string): Promise<void> {
    const message = this.talk.editing;
    if (!message) return;
    try {
      await wayOf(this.app.chat, this.talk).edit(message, said(this.app, text));
      this.stopEditing();
    } catch (error) {
      this.strip = { kind: "kept", sentence: sentenceOf(this.app, error) };
    }
  }
}
