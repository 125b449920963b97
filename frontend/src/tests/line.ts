// A line whose other end the test holds: what was sent is read, what is answered is said by hand.
import type { Ask } from "../protocol/link";
import type { Frame } from "../protocol/types";

type Sent = Ask & { n: number };
export type Answer = (command: Sent) => object | undefined;

export class Line {
  readyState = 0;
  sent: Sent[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;

  constructor(private answer: Answer = () => undefined) {}

  /** The server took the line. */
  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  /** The server says something. */
  say(frame: Partial<Frame> & { t: string }): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  /** The line ends. */
  cut(code = 1006, reason = ""): void {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }

  send(text: string): void {
    const command = JSON.parse(text) as Sent;
    this.sent.push(command);
    const answer = this.answer(command);
    if (answer) queueMicrotask(() => this.say({ ...answer, n: command.n } as Frame));
  }

  close(): void {
    this.cut(1000);
  }
}

/** What a Link asks of a socket, and no more. */
export function asSocket(line: Line): WebSocket {
  return line as unknown as WebSocket;
}
