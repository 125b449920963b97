// Rings in whoever is on duty, while a danger waits that nobody has opened.
import { sing, type Tone } from "../state/tones";

export const RINGS_EVERY_MS = 6_000;
const TONES: Tone[] = [
  { shape: "triangle", from: 880, to: 660, lasts: 0.4 },
  { shape: "sine", from: 440, to: 330, lasts: 0.4 },
];

export class Bell {
  blocked = $state(false); // a browser lets no page sound that nobody has touched
  #context: AudioContext | null = null;

  ring(): void {
    if (typeof AudioContext === "undefined") return;
    const context = (this.#context ??= new AudioContext());
    this.blocked = context.state !== "running";
    void context.resume().then(() => (this.blocked = false));
    for (const tone of TONES) sing(context, tone);
  }
}
