// Several pages, one device: the page that holds the lock owns the state, the others speak to it (decision 67).
import { Cut, isForLater, Refused } from "../protocol/link";
import type { DeviceBegun, Error as Refusal, Frame } from "../protocol/types";
import { Device } from "./device";
import { Later } from "./later";
import { openVault } from "./safe";
import type { Told, Wire } from "./talk";

const METHODS = [
  ...([
    "ask",
    "requests",
    "answer",
    "send",
    "retry",
    "drop",
    "waiting",
    "page",
    "left",
    "sweep",
    "words",
  ] as const),
  ...(["forget", "overview", "search", "everything", "note", "draft", "rest", "erase"] as const),
];
export type Method = (typeof METHODS)[number];

export type Heard = Told | { t: "begun"; begun: DeviceBegun } | { t: "frame"; frame: Frame };

type Posted =
  | { t: "call"; owner: string; id: string; method: Method; args: unknown[] }
  | { t: "answer"; id: string; value: unknown; refusal: Refusal | null; isCut: boolean }
  | { t: "owner"; owner: string }
  | { t: "hello" }
  | { t: "heard"; heard: Heard };

interface Open {
  method: Method;
  args: unknown[];
  resolve(value: unknown): void;
  reject(error: Error): void;
}

const ANSWER_MS = 20_000;
const SWEEP_MS = 60_000;

export class Tabs {
  #channel: BroadcastChannel;
  #owned: Device | null = null;
  #isServing = false; // owned, and what this page asked before is passed on: nothing new may overtake it
  #owner = ""; // which page owns the state, as far as this one was told
  #open = new Map<string, Open>();
  #isOpen = false; // this page's line
  #later = new Later();

  constructor(
    private member: string,
    private wire: Wire,
    private tell: (heard: Heard) => void,
  ) {
    this.#channel = new BroadcastChannel(`palabre-sealed ${member}`);
    this.#channel.onmessage = (event: MessageEvent<Posted>) => void this.#posted(event.data);
    void navigator.locks.request(`palabre-sealed ${member}`, () => this.#own());
    this.#post({ t: "hello" });
  }

  /** This page's line is open, again or for the first time. */
  opened(): void {
    this.#isOpen = true;
    void this.#begin();
  }

  /** Something came over this page's line; only the owner's counts. */
  hear(frame: Frame): void {
    if (!this.#owned) return;
    this.#owned.hear(frame);
    this.#say({ t: "frame", frame });
  }

  /** Asks the owner of the state, wherever it is. Rejects with `Refused` or `Cut`. */
  call<M extends Method>(method: M, ...args: Parameters<Device[M]>): ReturnType<Device[M]> {
    if (this.#isServing) return this.#do(method, args) as ReturnType<Device[M]>;
    const id = crypto.randomUUID();
    const answer = new Promise((resolve, reject) => this.#open.set(id, { method, args, resolve, reject }));
    this.#post({ t: "call", owner: this.#owner, id, method, args });
    setTimeout(() => this.#open.get(id)?.reject(new Cut()), ANSWER_MS);
    return answer as ReturnType<Device[M]>;
  }

  /** The other pages of this device are told and answered no more. */
  close(): void {
    this.#channel.close();
  }

  /** Owns the state for as long as the page lives. */
  async #own(): Promise<void> {
    const vault = await openVault((rest) => this.#say({ t: "rest", rest }));
    this.#owned = new Device(
      vault,
      this.wire,
      (told) => this.#say(told),
      () => this.member,
    );
    this.#say({ t: "rest", rest: vault.rest });
    this.#owner = crypto.randomUUID();
    this.#post({ t: "owner", owner: this.#owner });
    await this.#begin();
    for (const [id, one] of this.#open) void this.#answer(id, one);
    this.#isServing = true;
    setInterval(() => void this.#owned?.sweep().catch(() => undefined), SWEEP_MS); // again in a minute
    await new Promise(() => undefined);
  }

  async #begin(): Promise<void> {
    if (!this.#owned || !this.#isOpen) return;
    try {
      this.#say({ t: "begun", begun: await this.#owned.begin() });
    } catch (error) {
      if (error instanceof Refused && isForLater(error.frame.code))
        this.#later.put("begin", error.frame, () => void this.#begin());
      else if (!(error instanceof Cut || error instanceof Refused)) throw error;
    }
  }

  async #posted(message: Posted): Promise<void> {
    if (message.t === "heard") this.tell(message.heard);
    else if (message.t === "owner") this.#told(message.owner);
    else if (message.t === "answer") this.#answered(message);
    // Asked of an owner before this one: asked again, in order, once this one is known there.
    else if (this.#owned && message.t === "call" && message.owner === this.#owner) await this.#serve(message);
    else if (this.#owned && message.t === "hello") {
      this.#post({ t: "owner", owner: this.#owner });
      this.#post({ t: "heard", heard: { t: "rest", rest: await this.#owned.rest() } });
      const begun = await this.#owned.overview();
      if (begun) this.#post({ t: "heard", heard: { t: "begun", begun } });
    }
  }

  /** Another page owns the state: what is open is asked of it, in the order in which it was asked. */
  #told(owner: string): void {
    if (owner === this.#owner) return;
    this.#owner = owner;
    for (const [id, { method, args }] of this.#open) this.#post({ t: "call", owner, id, method, args });
  }

  async #serve({ id, method, args }: Extract<Posted, { t: "call" }>): Promise<void> {
    if (!METHODS.includes(method)) return;
    try {
      const value = await this.#do(method, args);
      this.#post({ t: "answer", id, value, refusal: null, isCut: false });
    } catch (error) {
      const refusal = error instanceof Refused ? error.frame : null;
      this.#post({ t: "answer", id, value: null, refusal, isCut: !refusal });
    }
  }

  /** What this page asked before it owned the state itself. */
  async #answer(id: string, { method, args, resolve, reject }: Open): Promise<void> {
    this.#open.delete(id);
    await this.#do(method, args).then(resolve, reject);
  }

  #answered({ id, value, refusal, isCut }: Extract<Posted, { t: "answer" }>): void {
    const one = this.#open.get(id);
    this.#open.delete(id);
    if (refusal) one?.reject(new Refused(refusal));
    else if (isCut) one?.reject(new Cut());
    else one?.resolve(value);
  }

  #do(method: Method, args: unknown[]): Promise<unknown> {
    const device = this.#owned as unknown as Record<Method, (...given: unknown[]) => Promise<unknown>>;
    return device[method](...args);
  }

  #say(heard: Heard): void {
    this.tell(heard);
    this.#post({ t: "heard", heard });
  }

  #post(message: Posted): void {
    this.#channel.postMessage(message);
  }
}
