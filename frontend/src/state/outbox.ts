// What I am sending: shown at once, sent with a key, kept until the message itself is back.
import { Refused, type Ask } from "../protocol/link";
import type { Acked, Error as Refusal, Frame } from "../protocol/types";
import type { Outgoing, Talk } from "./talk.svelte";

export interface Line {
  ask(command: Ask): Promise<Frame>;
  isOpen(): boolean;
  /** A message waiting for the line has left. */
  caughtUp(): void;
}

export class Outbox {
  constructor(private line: Line) {}

  /** Says something: shown at once. */
  send(talk: Talk, text: string, { action = false, dice = false } = {}): void {
    const key = crypto.randomUUID();
    const reply = talk.replyTo;
    const one: Outgoing = { key, text, action, dice, reply, at: Date.now(), ...FRESH };
    talk.replyTo = null;
    talk.outgoing = [...talk.outgoing, one];
    void this.deliver(talk, one);
  }

  /** Sends everything that waits for the line. */
  flush(talk: Talk): void {
    for (const one of talk.outgoing)
      if (one.state === "sending" || one.state === "waiting") void this.deliver(talk, one);
  }

  /** Sends what a rule asked to think over. */
  sure(talk: Talk, one: Outgoing): void {
    mark(talk, one.key, { sure: true });
    void this.deliver(talk, { ...one, sure: true });
  }

  /** Gives up what was not sent. */
  drop(talk: Talk, one: Outgoing): void {
    talk.outgoing = talk.outgoing.filter((other) => other.key !== one.key);
  }

  /** Sends one, or sends it again under the same key. */
  async deliver(talk: Talk, one: Outgoing): Promise<void> {
    const isOpen = this.line.isOpen();
    mark(talk, one.key, { state: isOpen ? "sending" : "waiting", why: "", sentence: "" });
    if (!isOpen) return;
    const { key, text, action, dice } = one;
    const where = { place: talk.id, key, reply: one.reply?.id ?? null };
    try {
      const answer = await this.line.ask(
        dice ? { t: "roll", ...where, dice: text } : { t: "send", ...where, text, action, sure: one.sure },
      );
      if (answer.t === "ack") this.#sent(talk, one, answer);
      talk.saidAt = Date.now();
      this.line.caughtUp();
    } catch (error) {
      if (error instanceof Refused && error.frame.code === "busy") this.#later(talk, one, error.frame);
      else if (error instanceof Refused) failed(talk, one, error.frame);
      else mark(talk, one.key, { state: "waiting" });
    }
  }

  // A crowd is no refusal: the message waits, and leaves by itself under the same key.
  #later(talk: Talk, one: Outgoing, frame: Refusal): void {
    mark(talk, one.key, { state: "waiting", why: frame.code });
    setTimeout(
      () => {
        if (talk.outgoing.some((other) => other.key === one.key)) void this.deliver(talk, one);
      },
      frame.retry_after_ms * (1 + Math.random()),
    );
  }

  #sent(talk: Talk, one: Outgoing, { id, state, sentence }: Acked): void {
    const told = sentence[document.documentElement.lang] ?? "";
    if (state !== "held" && told) talk.advice = told;
    if (talk.messages.some((message) => message.id === id)) this.drop(talk, one);
    else if (state === "held") mark(talk, one.key, { state: "held", id, sentence: told });
    else mark(talk, one.key, { state: "sent", id });
  }
}

const FRESH = {
  id: "",
  state: "sending",
  why: "",
  sentence: "",
  rule: "",
  sure: false,
  help: "",
  retryAt: 0,
} as const;

function failed(talk: Talk, one: Outgoing, frame: Refusal): void {
  const sentence = frame.sentence[document.documentElement.lang] ?? "";
  const retryAt = frame.retry_after_ms ? Date.now() + frame.retry_after_ms : 0;
  const rule = frame.params["contestable"] ? String(frame.params["rule"]) : "";
  mark(talk, one.key, { state: "failed", why: frame.code, sentence, rule, help: frame.help, retryAt });
}

function mark(talk: Talk, key: string, changes: Partial<Outgoing>): void {
  talk.outgoing = talk.outgoing.map((one) => (one.key === key ? { ...one, ...changes } : one));
}
