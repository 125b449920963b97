// A gentle sound when somebody names me or writes to me, for those who chose one; each has a sign for the eyes (brief 8, 10.3).
import { sing, type Tone } from "./tones";

export const SOUNDS = ["none", "drop", "wood", "glass"] as const;
export type Sound = (typeof SOUNDS)[number];

const APART_MS = 3_000;
const SIGN_MS = 5_000;

const NOTES: Record<Exclude<Sound, "none">, Tone[]> = {
  drop: [{ shape: "sine", from: 660, to: 990, lasts: 0.22 }],
  wood: [{ shape: "triangle", from: 392, to: 370, lasts: 0.16 }],
  glass: [
    { shape: "sine", from: 1047, to: 1047, lasts: 0.38 },
    { shape: "sine", from: 1568, to: 1568, lasts: 0.3 },
  ],
};

export class Sounds {
  sign = $state(""); // what the last sound said, in words, while it shows
  #last = Number.NEGATIVE_INFINITY;
  #context: AudioContext | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private chosen: () => Sound,
    private now: () => number = () => performance.now(),
  ) {}

  /** Rings, unless none is chosen or one rang less than three seconds ago; the sign always shows with it. */
  ring(words: string): void {
    const sound = this.chosen();
    if (sound === "none" || this.now() - this.#last < APART_MS) return;
    this.#last = this.now();
    this.play(sound);
    this.sign = words;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.sign = ""), SIGN_MS);
  }

  /** Plays a sound, to hear how it is. */
  play(sound: Sound): void {
    if (sound === "none" || typeof AudioContext === "undefined") return;
    this.#context ??= new AudioContext();
    // A browser keeps it asleep until the person touches the page; then the sign alone tells.
    void this.#context.resume();
    for (const note of NOTES[sound]) sing(this.#context, note);
  }
}
