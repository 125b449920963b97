import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { offerBrowser, speaks } from "./browser";

const ASKED = { rid: "r1", protocol: "org-iso-mdoc", data: { deviceRequest: "d", encryptionInfo: "e" } };
const PAGE = `
  <form action="/age/begin" data-gate="app"><button>Avec l’application</button></form>
  <p data-gate="asking" data-asking="Répondez" data-nothing="Rien" data-offline="Hors ligne"></p>
  <form action="/age/begin" data-gate="link" hidden><button>Par un lien</button></form>
  <form action="/age/dcapi" data-gate="dcapi" hidden></form>`;

type Get = (options: { signal: AbortSignal }) => Promise<unknown>;
let sent: string[];

/** Gives the page a browser with the dialog, and a server; `get` plays the wallet. */
function stage(get: Get, answer: () => Promise<Partial<Response>> = begun) {
  const asked = vi.fn(get);
  const fetched = vi.fn(answer);
  vi.stubGlobal("DigitalCredential", { userAgentAllowsProtocol: (name: string) => name === "org-iso-mdoc" });
  vi.stubGlobal("fetch", fetched);
  Object.defineProperty(navigator, "credentials", { value: { get: asked }, configurable: true });
  document.body.innerHTML = PAGE;
  offerBrowser();
  return { asked, fetched };
}

const begun = () => Promise.resolve({ ok: true, json: () => Promise.resolve(ASKED) });
const said = () => document.querySelector('[data-gate="asking"]')?.textContent;
const row = (name: string) => document.querySelector(`[data-gate="${name}"]`) as HTMLFormElement;
const signalOf = (asked: ReturnType<typeof stage>["asked"]) =>
  asked.mock.lastCall?.[0] ?? { signal: AbortSignal.abort() };
const press = (name: string) => row(name).requestSubmit();
const fail = (name: string) => () => Promise.reject(new DOMException("", name));

beforeEach(() => {
  sent = [];
  vi.spyOn(HTMLFormElement.prototype, "submit").mockImplementation(function (this: HTMLFormElement) {
    sent.push(
      `${this.dataset["gate"]} ${new URLSearchParams(new FormData(this) as never).toString()}`.trim(),
    );
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  Reflect.deleteProperty(navigator, "credentials");
});

test("the browser is asked what the server wrote, and its answer is posted with the request's handle", async () => {
  const { asked } = stage(() => Promise.resolve({ data: { response: "sealed" } }));
  press("app");
  await vi.waitFor(() => expect(sent).toEqual(["dcapi rid=r1&response=sealed"]));
  const { signal, ...options } = signalOf(asked);
  const requests = [{ protocol: "org-iso-mdoc", data: ASKED.data }];
  expect(options).toEqual({ mediation: "required", digital: { requests } });
  expect(signal.aborted).toBe(false);
});

test("while the browser asks, the page says so and the link is there", async () => {
  stage(() => new Promise(() => undefined));
  press("app");
  expect([said(), row("link").hidden]).toEqual(["Répondez", false]);
  press("app");
  await Promise.resolve();
  expect(sent).toEqual([]);
});

test.each(["NotAllowedError", "AbortError"])(
  "after %s one may try again, with the same request",
  async (name) => {
    const { fetched, asked } = stage(fail(name));
    for (const times of [1, 2]) {
      press("app");
      await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(times));
      await vi.waitFor(() => expect(said()).toBe("Rien"));
    }
    expect([sent, fetched.mock.calls.length, row("link").hidden]).toEqual([[], 1, false]);
  },
);

test.each([fail("NotSupportedError"), () => Promise.reject(new TypeError()), () => Promise.resolve(null)])(
  "a browser that cannot after all leads on by the link, without a press",
  async (get) => {
    stage(get);
    const led = vi.fn((event: Event) => event.preventDefault());
    row("link").addEventListener("submit", led);
    press("app");
    await vi.waitFor(() => expect(led).toHaveBeenCalledOnce());
  },
);

test("whoever takes the link meanwhile closes the browser's dialog", async () => {
  const { asked } = stage(
    ({ signal }) => new Promise((_, reject) => (signal.onabort = () => reject(signal.reason))),
  );
  row("link").addEventListener("submit", (event) => event.preventDefault());
  press("app");
  await vi.waitFor(() => expect(asked).toHaveBeenCalledOnce());
  press("link");
  await vi.waitFor(() => expect(signalOf(asked).signal.aborted).toBe(true));
  expect(said()).toBe("Répondez");
});

test("a dialog that nobody answers is closed with the request, and one may try again", async () => {
  vi.useFakeTimers();
  stage(({ signal }) => new Promise((_, reject) => (signal.onabort = () => reject(signal.reason as Error))));
  press("app");
  await vi.advanceTimersByTimeAsync(299_999);
  expect(said()).toBe("Répondez");
  await vi.advanceTimersByTimeAsync(1);
  expect(said()).toBe("Rien");
  vi.useRealTimers();
});

test("off line the page says so; a server that declines says why on its own page", async () => {
  stage(fail("x"), () => Promise.reject(new TypeError("no line")));
  press("app");
  await vi.waitFor(() => expect(said()).toBe("Hors ligne"));
  stage(fail("x"), () => Promise.resolve({ ok: false }));
  press("app");
  await vi.waitFor(() => expect(sent).toEqual(["app"]));
});

test("a browser without the dialog, or without our protocol, keeps the plain form", () => {
  expect(speaks()).toBe(false);
  stage(fail("x"));
  expect(speaks()).toBe(true);
  vi.stubGlobal("DigitalCredential", { userAgentAllowsProtocol: () => false });
  expect(speaks()).toBe(false);
  vi.stubGlobal("DigitalCredential", {});
  expect(speaks()).toBe(true);
});
