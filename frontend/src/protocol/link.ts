// The socket as a state machine: numbered requests, back-off with jitter, advice of close codes.
import {
  CLOSE_ADVICE,
  SUBPROTOCOL,
  VERSION,
  type Command,
  type Error as Refusal,
  type Frame,
  type Resume,
} from "./types";

export type LinkState = "connecting" | "open" | "waiting" | "ended";

/** A command before it has its number. */
export type Ask = Command extends infer C ? (C extends Command ? Omit<C, "n"> : never) : never;

/** The server refused: certainly not done. */
export class Refused extends Error {
  constructor(readonly frame: Refusal) {
    super(frame.code);
  }
}

/** Whether the server only asked to come back later: what it refused so leaves by itself. */
export const isForLater = (code: string): boolean =>
  ["busy", "rate_limited", "too_many_commits"].includes(code);

/** The line was cut before an answer: done or not done, nobody knows yet. */
export class Cut extends Error {}

export interface LinkHooks {
  told(frame: Frame): void;
  changed(state: LinkState, code: number): void;
  resume(): Resume[];
  /** Whether the visit is over: a refused handshake looks like any lost line, so one asks. */
  isOver(): Promise<boolean>;
}

export const SESSION_ENDED = 4001;
export const CLOSED = 4006; // nobody is there to answer

interface Waiting {
  resolve(frame: Frame): void;
  reject(error: Error): void;
}

const LONGEST_WAIT_MS = 30_000;
const ANSWER_MS = 20_000;

export class Link {
  #socket: WebSocket | null = null;
  #waiting = new Map<number, Waiting>();
  #number = 0;
  #tries = 0;
  #hasOpened = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  state: LinkState = "connecting";

  constructor(
    private hooks: LinkHooks,
    private make: () => WebSocket = () =>
      new WebSocket(
        `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/socket`,
        SUBPROTOCOL,
      ),
    private chance: () => number = Math.random,
  ) {}

  /** Opens the line; called again after a wait, or at once by a person who asks. */
  connect(): void {
    clearTimeout(this.#timer);
    if (this.#socket) return;
    this.#set("connecting", 0);
    const socket = this.make();
    this.#socket = socket;
    this.#hasOpened = false;
    socket.onopen = () => void this.#greet();
    socket.onmessage = (event: MessageEvent<string>) => this.#hear(JSON.parse(event.data) as Frame);
    socket.onclose = (event) => this.#closed(event);
  }

  /** Closes for good. */
  end(): void {
    this.#set("ended", 1000);
    this.#socket?.close(1000);
  }

  /** Starts again on a new line at once, without a word of loss: the next one carries other cookies. */
  again(): void {
    const socket = this.#socket;
    if (socket) {
      socket.onclose = null;
      socket.close(1000);
      this.#forget();
    }
    this.#tries = 0;
    this.connect();
  }

  /** Cuts a line that the device says is gone, so that coming back starts at once. */
  drop(): void {
    const socket = this.#socket;
    if (!socket) return;
    socket.onclose = null;
    socket.close();
    this.#closed({ code: 1006, reason: "" });
  }

  /** Sends a command, gives its answer. Rejects with `Refused` or `Cut`. */
  ask(command: Ask): Promise<Frame> {
    const n = this.#send(command);
    if (!n) return Promise.reject(new Cut());
    const answer = new Promise<Frame>((resolve, reject) => this.#waiting.set(n, { resolve, reject }));
    // A browser cannot ping: silence where an answer is due is the one sign that the line is dead.
    setTimeout(() => this.#waiting.has(n) && this.drop(), ANSWER_MS);
    return answer;
  }

  /** Sends a command whose answer, if it has one, nobody awaits. */
  hint(command: Ask): void {
    this.#send(command);
  }

  #send(command: Ask): number {
    if (this.#socket?.readyState !== WebSocket.OPEN) return 0;
    this.#socket.send(JSON.stringify({ ...command, n: ++this.#number }));
    return this.#number;
  }

  async #greet(): Promise<void> {
    this.#hasOpened = true;
    try {
      this.hooks.told(await this.ask({ t: "hello", v: VERSION, resume: this.hooks.resume() }));
      this.#tries = 0;
      this.#set("open", 0);
    } catch {
      this.#socket?.close();
    }
  }

  #hear(frame: Frame): void {
    const n = "n" in frame ? frame.n : 0;
    const waiting = this.#waiting.get(n);
    this.#waiting.delete(n);
    if (!waiting) this.hooks.told(frame);
    else if (frame.t === "error") waiting.reject(new Refused(frame));
    else waiting.resolve(frame);
  }

  #forget(): void {
    this.#socket = null;
    for (const waiting of this.#waiting.values()) waiting.reject(new Cut());
    this.#waiting.clear();
  }

  #closed(event: { code: number; reason: string }): void {
    this.#forget();
    if (this.state === "ended") return;
    if (event.code === SESSION_ENDED) {
      void this.#endOrGoOn();
      return;
    }
    if (CLOSE_ADVICE[event.code] === "never") {
      this.#set("ended", event.code);
      return;
    }
    this.#set("waiting", event.code);
    if (!this.#hasOpened) void this.#ask();
    this.#timer = setTimeout(() => this.connect(), this.#delay(event.reason));
  }

  async #ask(): Promise<void> {
    if (!(await this.hooks.isOver()) || this.#socket) return;
    clearTimeout(this.#timer);
    this.#set("ended", SESSION_ENDED);
  }

  // The session of this line ended; a proof made in another tab may have begun the next one.
  async #endOrGoOn(): Promise<void> {
    this.#set("connecting", 0);
    if (await this.hooks.isOver()) this.#set("ended", SESSION_ENDED);
    else if (this.state === "connecting") this.connect();
  }

  #delay(reason: string): number {
    const advised = /^\d+$/.test(reason) ? Number(reason) : 0;
    const backOff = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** this.#tries++);
    return Math.max(advised, backOff * (0.5 + this.chance() / 2));
  }

  #set(state: LinkState, code: number): void {
    this.state = state;
    this.hooks.changed(state, code);
  }
}
