// Leaving the screen at once (brief 5.12): a neutral page in place of this one, and a lock behind it.
import { forgetSealed } from "../sealed/place";
import { Kept } from "./device";
import { forgetKnown } from "./resting.svelte";

const PRESSES = 3;
const WITHIN_MS = 700;
const nameKept = (): Kept<boolean> => new Kept<boolean>("name kept", false);
const lock = (): Kept<boolean> => new Kept<boolean>("locked", false);

/** Counts presses of Escape; true when the third falls within 700 ms of the first. */
export class Presses {
  #at: number[] = [];

  press(now: number): boolean {
    this.#at = [...this.#at.filter((at) => now - at <= WITHIN_MS), now];
    return this.#at.length >= PRESSES;
  }
}

export function isLocked(): boolean {
  return lock().read();
}

/** Whether a passkey or four words bring this pseudonym back, as far as this device knows. */
export function isNameKept(): boolean {
  return nameKept().read();
}

export function markNameKept(isKept: boolean): void {
  nameKept().write(isKept);
}

export function unlock(): void {
  lock().write(false);
}

/** Goes to the neutral page now; coming back finds a locked page, never the talk. Drafts stay on the device. */
export function leaveNow(path: string, go: (path: string) => void = (to) => location.replace(to)): void {
  lock().write(true);
  if (!isNameKept()) {
    void forgetSealed(); // nothing could unlock it again
    forgetKnown();
  }
  document.body.replaceChildren();
  document.title = "";
  go(path);
}
