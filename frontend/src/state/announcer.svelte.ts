// One polite voice for the talk (brief 10.2): three levels, grouped when faster than one every two seconds.
import type { Message } from "../protocol/types";
import type { Preferences } from "./preferences";

const CALM_MS = 2_000;

export interface Heard {
  room: string;
  message: Message;
  toMe: boolean;
}

export class Announcer {
  words = $state("");
  #last = Number.NEGATIVE_INFINITY;
  #grouped: Heard[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private grouped: (n: number, room: string) => string,
    private now: () => number = () => performance.now(),
  ) {}

  hear(heard: Heard, level: Preferences["announce"]): void {
    if (level === "nothing" || (level === "mentions" && !heard.toMe)) return;
    const now = this.now();
    if (now - this.#last >= CALM_MS && !this.#grouped.length) {
      this.#say(heard, now);
      return;
    }
    this.#grouped.push(heard);
    this.#timer ??= setTimeout(() => this.#flush(), CALM_MS);
  }

  /** Says something else at once: a state, an error. */
  say(words: string): void {
    this.words = words;
  }

  #say(heard: Heard, now: number): void {
    this.#last = now;
    this.words = `${heard.message.author.name}: ${heard.message.text}`;
  }

  #flush(): void {
    this.#timer = undefined;
    const [first, ...others] = this.#grouped.splice(0);
    if (!first) return;
    if (!others.length) this.#say(first, this.now());
    else {
      this.#last = this.now();
      this.words = this.grouped(others.length + 1, first.room);
    }
  }
}
