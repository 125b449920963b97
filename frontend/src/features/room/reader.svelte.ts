// The reader of a talk: where the eyes are, which row has the focus, what came below.
import type { Message } from "../../protocol/types";
import type { App } from "../../state/app";
import type { Talk } from "../../state/talk.svelte";
import { wayOf } from "../../state/way";
import { END_PX, keepPlace, placeOf, type Place } from "./place";

const NEAR_TOP_PX = 300;
const SLOW_MS = 8_000;
const FLASH_MS = 1_200;
const PAGES_AT_MOST = 20;

export class Reader {
  atEnd = $state(true);
  seenTo = $state(-1); // last position on screen while at the end
  focused = $state<string | null>(null); // the one tab stop of the list
  active = $state<string | null>(null); // the row that has the focus now
  hovered = $state<string | null>(null);
  flashed = $state<string | null>(null);
  isSlow = $state(false);
  #isTouching = false;
  #press: ReturnType<typeof setTimeout> | undefined;
  #scroller: HTMLElement | null = null;
  #place: Place | null = null;

  constructor(
    private app: App,
    private talk: Talk,
  ) {}

  /** Takes the scroller: begins at the new line, else at the end, and holds it when the window changes. */
  begin(scroller: HTMLElement): () => void {
    this.#scroller = scroller;
    const line = scroller.querySelector<HTMLElement>("[data-new]");
    scroller.scrollTop = line ? line.offsetTop - scroller.clientHeight / 3 : scroller.scrollHeight;
    this.scrolled();
    const watch = new ResizeObserver(() => {
      if (this.atEnd) scroller.scrollTop = scroller.scrollHeight;
    });
    watch.observe(scroller);
    return () => watch.disconnect();
  }

  /** Waits for the room; over eight seconds deserve a word (brief 5.15). */
  waits(): () => void {
    const timer = setTimeout(() => (this.isSlow = true), SLOW_MS);
    return () => clearTimeout(timer);
  }

  /** Notes the place before rows change. */
  before(): void {
    if (this.#scroller) this.#place = placeOf(this.#scroller, this.atEnd);
  }

  /** Puts the reader back after rows changed. */
  after(): void {
    if (!this.#scroller || !this.#place) return;
    keepPlace(this.#scroller, this.#place);
    if (this.#place.atEnd) this.#arrived();
  }

  scrolled(): void {
    const box = this.#scroller;
    if (!box) return;
    this.atEnd = box.scrollHeight - box.scrollTop - box.clientHeight <= END_PX;
    if (this.atEnd) this.#arrived();
    if (box.scrollTop < NEAR_TOP_PX && !this.talk.loading) void this.older();
  }

  toEnd(): void {
    this.#scroller?.scrollTo({ top: this.#scroller.scrollHeight });
  }

  async older(): Promise<void> {
    const before = this.talk.messages.length;
    if (!this.talk.more || this.talk.loadingOlder) return;
    await wayOf(this.app.chat, this.talk).older();
    const loaded = this.talk.messages.length - before;
    if (loaded) this.app.announcer.say(this.app.text.olderLoaded(loaded));
  }

  /** Goes to a message, loading older pages until it is there; says whether it is. */
  async jump(message: string): Promise<boolean> {
    for (let page = 0; page < PAGES_AT_MOST; page += 1) {
      if (this.talk.messages.some((one) => one.id === message)) break;
      if (!this.talk.more) return false;
      await this.older();
    }
    await new Promise(requestAnimationFrame);
    const row = this.row(message);
    if (!row) return false;
    row.scrollIntoView({ block: "center" });
    this.focus(message);
    this.flashed = message;
    setTimeout(() => (this.flashed = null), FLASH_MS);
    return true;
  }

  focus(message: string): void {
    this.focused = message;
    this.row(message)?.focus({ preventScroll: true });
    this.row(message)?.scrollIntoView({ block: "nearest" });
  }

  /** The focus came into a row: its actions show, and stay in sight. */
  entered(message: string): void {
    this.focused = message;
    if (this.#isTouching) return; // nothing may move under a finger: the tap that follows shows them
    this.tapped(message);
  }

  /** A finger came down on a row; if it stays there, the acts open and stay open once it is lifted. */
  touched(event: PointerEvent, message: string): void {
    this.#isTouching = event.pointerType === "touch";
    const open = () => (this.focus(message), this.tapped(message));
    if (this.#isTouching) this.#press = setTimeout(open, this.app.chosen.now.press);
  }

  /** The finger went away, or began to scroll. */
  lifted(): void {
    clearTimeout(this.#press);
  }

  tapped(message: string): void {
    this.#isTouching = false;
    this.active = message;
    requestAnimationFrame(() => this.row(message)?.scrollIntoView({ block: "nearest" }));
  }

  /** The focus moved; from one part of a row to another is not leaving it. */
  left(event: FocusEvent): void {
    const row = event.currentTarget as HTMLElement;
    if (!row.contains(event.relatedTarget as Node | null)) this.active = null;
  }

  row(message: string): HTMLElement | null {
    return this.#scroller?.querySelector<HTMLElement>(`[data-id="${CSS.escape(message)}"]`) ?? null;
  }

  /** Messages of others that came since the reader left the end. */
  below(): Message[] {
    if (this.atEnd) return [];
    const { chat } = this.app;
    return this.talk.messages.filter(
      (one) =>
        one.position > this.seenTo && one.author.id !== chat.meId && !chat.kept.isIgnored(one.author.id),
    );
  }

  #arrived(): void {
    this.seenTo = this.talk.position;
    this.talk.trim();
  }
}
