// What is begun and not sent: of rooms beside the other choices, of private talks sealed with them and nowhere else.
import { Kept } from "./device";

const MOST = 50;
const SEAL_MS = 250; // after the last key

type Texts = Record<string, string>;

/** Where a private draft rests; an empty text forgets it. */
export type Seal = (talk: string, text: string) => void;

export class Drafts {
  #open = $state.raw<Texts>({});
  #sealed = $state.raw<Texts>({});
  #kept = new Kept<Texts>("drafts", {});
  #seals = new Map<string, Seal>();
  #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor() {
    this.#open = this.#kept.read();
  }

  get all(): Texts {
    return { ...this.#open, ...this.#sealed };
  }

  of(talk: string): string {
    return this.#sealed[talk] ?? this.#open[talk] ?? "";
  }

  keep(talk: string, text: string): void {
    const seal = this.#seals.get(talk);
    if (!seal) return this.#keepOpen(changed(this.#open, talk, text));
    this.#sealed = changed(this.#sealed, talk, text);
    clearTimeout(this.#timers.get(talk));
    this.#timers.set(
      talk,
      setTimeout(() => seal(talk, this.#sealed[talk] ?? ""), text ? SEAL_MS : 0),
    );
  }

  /** From now on the drafts of this talk are sealed; one that an older release left open moves there. */
  sealed(talk: string, seal: Seal): void {
    this.#seals.set(talk, seal);
    const former = this.#open[talk];
    if (former === undefined) return;
    this.#keepOpen(changed(this.#open, talk, ""));
    this.keep(talk, former);
  }

  /** What was sealed comes back, unless somebody has begun to write meanwhile. */
  unsealed(talk: string, text: string): void {
    if (text && !this.#sealed[talk]) this.#sealed = changed(this.#sealed, talk, text);
  }

  #keepOpen(texts: Texts): void {
    this.#open = texts;
    this.#kept.write(texts);
  }
}

function changed(texts: Texts, talk: string, text: string): Texts {
  const others = Object.entries(texts).filter(([id]) => id !== talk);
  return Object.fromEntries(text ? [[talk, text] as const, ...others].slice(0, MOST) : others);
}
