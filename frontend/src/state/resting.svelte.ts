// Where private talks rest on this device, and what is missing of them here: what a person must be told.
import type { DeviceBegun } from "../protocol/types";
import type { Rest } from "../sealed/talk";
import { Kept } from "./device";

/** What was said before is not here: the browser erased it, or this device is new. */
export type Gap = "erased" | "new";

interface Known {
  member: string;
  device: string;
}

const NAME = "sealed device";
const STORAGES = (): Storage[] => [localStorage, sessionStorage];

/** The sealed part was erased by a person's own act: nothing is missing that they must be told. */
export function forgetKnown(): void {
  for (const one of STORAGES()) new Kept<Known | null>(NAME, null, one).write(null);
}

export class Resting {
  rest = $state<Rest>("device");
  gap = $state<Gap | null>(null);
  // Both, for a browser that erases one storage may leave the other.
  #known = STORAGES().map((one) => new Kept<Known | null>(NAME, null, one));
  #gap = new Kept<Gap | null>("gap", null, sessionStorage);
  #asked = new Kept<boolean>("asked to stay", false);

  constructor() {
    this.gap = this.#gap.read();
  }

  /** This device has said its name: is it the one that this browser knew? */
  begun(member: string, { device, is_new, conversations }: DeviceBegun): void {
    const former = this.#known.map((one) => one.read()).find((one) => one?.member === member);
    for (const one of this.#known) one.write({ member, device });
    const hadWords = conversations.some((one) => one.state !== "asked");
    if (hadWords && former && former.device !== device) this.#tell("erased");
    else if (hadWords && !former && is_new) this.#tell("new");
  }

  /** Read, and not to be told again. */
  understood(): void {
    this.#tell(null);
  }

  /** Asks the browser, once, not to clear what rests here; by a person's own act, for some browsers show a question. */
  async askToStay(): Promise<void> {
    if (this.rest !== "device" || this.#asked.read()) return;
    this.#asked.write(true);
    await navigator.storage?.persist?.().catch(() => false);
  }

  #tell(gap: Gap | null): void {
    this.gap = gap;
    this.#gap.write(gap);
  }
}
