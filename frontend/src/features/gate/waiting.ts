// While a wallet has the word: ask whether another device answered, show a fresh code in time, say when it is over.
import { hear } from "../../state/channel";
import { begin, part } from "./forms";

const POLL_MS = 2_000;
const OPEN_MS = 300_000; // how long the link of this page is good
const CODE_MS = 110_000; // a code lives two minutes; its successor is there before

class Waiting {
  #since = Date.now();
  #codeSince = Date.now();
  #isOver = false;

  constructor(
    private status: HTMLElement,
    private code: HTMLElement,
    private go: (address: string) => void,
  ) {}

  start(): void {
    hear("answered", () => this.#end("answered"));
    setTimeout(() => void this.#turn(), POLL_MS);
  }

  async #turn(): Promise<void> {
    if (this.#isOver) return;
    if (Date.now() >= this.#since + OPEN_MS) return this.#end("over");
    if (Date.now() >= this.#codeSince + CODE_MS) await this.#renewCode();
    const state = await asked();
    if (this.#isOver) return;
    if (state === "ok") return this.go(this.status.dataset["onward"] ?? "/entrer");
    if (state === "no") return this.go("/age/failed");
    setTimeout(() => void this.#turn(), POLL_MS);
  }

  async #renewCode(): Promise<void> {
    try {
      const answer = await begin("code");
      const { code } = (await answer.json()) as { code: string };
      redraw(this.code, code);
      this.#codeSince = Date.now();
    } catch {
      this.#end("over"); // off line, or too many requests: a new one is a tap away
    }
  }

  #end(why: "over" | "answered"): void {
    this.#isOver = true;
    this.code.hidden = true;
    this.status.textContent = this.status.dataset[why] ?? "";
  }
}

/** Waits on a page that shows a code. */
export function waitForAnswer(go: (address: string) => void = (address) => location.assign(address)): void {
  const [status, code] = [part("status"), part("code")];
  if (status && code) new Waiting(status, code, go).start();
}

async function asked(): Promise<string> {
  try {
    const answer = await fetch("/age/state", { headers: { Accept: "application/json" } });
    return ((await answer.json()) as { state: string }).state;
  } catch {
    return "pending"; // off line: ask again at the next turn
  }
}

// Attribute by attribute: the policy lets no text become markup.
function redraw(code: HTMLElement, drawn: string): void {
  const box = /viewBox="([\d .]+)"/u.exec(drawn)?.[1];
  const path = / d="([^"]+)"/u.exec(drawn)?.[1];
  if (!box || !path) throw new TypeError("no drawing");
  code.querySelector("svg")?.setAttribute("viewBox", box);
  code.querySelector("path")?.setAttribute("d", path);
}
