// When the visit ends, by this device's clock, and whether to say so: five minutes before, not earlier.

export const WARN_MS = 5 * 60_000;
const SAID_MS = 6_000;

export class Visit {
  endsAt = $state(0);
  byProof = $state(false); // only a new proof moves the end; else doing anything does
  isEnding = $state(false);
  isRenewed = $state(false); // said for a moment, once the new proof is there
  #behind = 0; // how far this device's clock is behind the server's
  #warning: ReturnType<typeof setTimeout> | undefined;
  #saying: ReturnType<typeof setTimeout> | undefined;

  /** The server told when the visit ends; with its own time too when it greets. */
  told(endsAt: number, byProof: boolean, now?: number): void {
    if (now !== undefined) this.#behind = now - Date.now();
    this.endsAt = endsAt - this.#behind;
    this.byProof = byProof;
    clearTimeout(this.#warning);
    const wait = this.endsAt - WARN_MS - Date.now();
    this.isEnding = wait <= 0;
    if (wait > 0) this.#warning = setTimeout(() => (this.isEnding = true), wait);
  }

  /** A new proof is there: the line is about to start from it. */
  renewed(): void {
    this.isRenewed = true;
    this.isEnding = false;
    clearTimeout(this.#saying);
    this.#saying = setTimeout(() => (this.isRenewed = false), SAID_MS);
  }

  /** It is over. */
  ended(): void {
    clearTimeout(this.#warning);
    this.isEnding = false;
  }
}
