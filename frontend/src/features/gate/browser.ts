// Path 2: the browser's own dialog hands the proof over, sealed for this site. Whatever it does, a link or a code remains.
import { begin, field, form, part } from "./forms";

const PROTOCOL = "org-iso-mdoc";
const FRESH_MS = 240_000; // the server forgets a request after five minutes
const LATE_MS = 300_000;
const LATE = "late"; // why a dialog was closed by us: nobody answered in time

interface Asked {
  rid: string;
  protocol: string;
  data: object;
}

interface Dialog {
  get(options: object): Promise<{ data?: { response?: unknown } } | null>;
}

interface Rows {
  app: HTMLFormElement; // begins
  link: HTMLFormElement; // goes by a link or a code instead
  dcapi: HTMLFormElement; // carries the answer
  asking: HTMLElement; // says what happens
}

/** The browser has no such dialog, or none for this kind of proof. */
class Unsupported extends Error {}

/** The server would not open a request: its own page says why. */
class Declined extends Error {}

/** Whether this browser has the dialog and lets it speak our protocol. */
export function speaks(): boolean {
  const { DigitalCredential } = window as {
    DigitalCredential?: { userAgentAllowsProtocol?: (protocol: string) => boolean };
  };
  if (!DigitalCredential || !("credentials" in navigator)) return false;
  return DigitalCredential.userAgentAllowsProtocol?.(PROTOCOL) ?? true;
}

/** Lets the button of the app ask the browser first, where it can. */
export function offerBrowser(): void {
  const [app, link, dcapi, asking] = [form("app"), form("link"), form("dcapi"), part("asking")];
  if (app && link && dcapi && asking && speaks()) new BrowserWay({ app, link, dcapi, asking }).listen();
}

class BrowserWay {
  #held: { asked: Asked; until: number } | null = null;
  #dialog: AbortController | null = null;

  constructor(private rows: Rows) {}

  listen(): void {
    this.rows.app.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.#dialog) void this.#ask();
    });
    this.rows.link.addEventListener("submit", () => this.#dialog?.abort());
  }

  async #ask(): Promise<void> {
    const dialog = (this.#dialog = new AbortController());
    const late = setTimeout(() => dialog.abort(LATE), LATE_MS);
    this.#say("asking");
    this.rows.link.hidden = false;
    try {
      const asked = await this.#request();
      this.#handOver(asked.rid, await answerTo(asked, dialog.signal));
    } catch (error) {
      this.#failed(error, dialog.signal);
    } finally {
      clearTimeout(late);
      this.#dialog = null;
    }
  }

  // Kept from one press to the next: some browsers want the dialog in the very press, with no request in between.
  async #request(): Promise<Asked> {
    if (this.#held && Date.now() < this.#held.until) return this.#held.asked;
    const answer = await begin("browser");
    if (!answer.ok) throw new Declined();
    const asked = (await answer.json()) as Asked;
    this.#held = { asked, until: Date.now() + FRESH_MS };
    return asked;
  }

  #handOver(rid: string, response: string): void {
    field(this.rows.dcapi, "rid", rid);
    field(this.rows.dcapi, "response", response);
    this.rows.dcapi.submit();
  }

  #failed(error: unknown, signal: AbortSignal): void {
    const { name } = error as Error;
    if (signal.aborted && signal.reason !== LATE) return; // the person chose the link
    if (error instanceof Declined) this.rows.app.submit();
    else if (!this.#held) this.#say("offline");
    else if (signal.aborted || name === "NotAllowedError" || name === "AbortError") this.#say("nothing");
    else this.rows.link.requestSubmit();
  }

  #say(what: "asking" | "nothing" | "offline"): void {
    this.rows.asking.textContent = this.rows.asking.dataset[what] ?? "";
  }
}

async function answerTo(asked: Asked, signal: AbortSignal): Promise<string> {
  const requests = [{ protocol: asked.protocol, data: asked.data }];
  const dialog = navigator.credentials as unknown as Dialog;
  const given = await dialog.get({ mediation: "required", signal, digital: { requests } });
  const response = given?.data?.response;
  if (typeof response !== "string") throw new Unsupported();
  return response;
}
