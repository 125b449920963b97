// What the server asked to bring later: each thing once, when it said.
import type { Error as Refusal } from "../protocol/types";

const SPREAD_MS = 10_000;

export class Later {
  #names = new Set<string>();

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Does it after the time that was named and a moment drawn: a crowd does not come back all at once. */
  put(name: string, { retry_after_ms }: Refusal, act: () => void): void {
    if (this.#names.has(name)) return;
    this.#names.add(name);
    setTimeout(
      () => {
        this.#names.delete(name);
        act();
      },
      retry_after_ms + Math.random() * Math.min(retry_after_ms, SPREAD_MS),
    );
  }
}
