import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { tell } from "../../state/channel";
import { waitForAnswer } from "./waiting";

const PAGE = `
  <div data-gate="code"><svg viewBox="0 0 1 1"><path d="M0 0"></path></svg></div>
  <p data-gate="status" data-onward="/visite-prolongee" data-over="Close" data-answered="Ailleurs">Ouverte</p>`;
const DRAWN = `<svg class="qr" viewBox="0 0 9 9"><path class="qrline" stroke="#000" d="M4 4.5h1"/></svg>`;

let states: string[];
let begins: number;

/** The server: each poll takes the next state, the last one for ever; codes are drawn unless it declines. */
function serve(given: string[], draws = true): (address: string) => void {
  states = [...given];
  begins = 0;
  vi.stubGlobal("fetch", (address: string) => {
    if (address === "/age/state") {
      const state = states.length > 1 ? states.shift() : states[0];
      return state === "off" ? Promise.reject(new TypeError()) : Promise.resolve({ json: () => ({ state }) });
    }
    begins += 1;
    return draws ? Promise.resolve({ json: () => ({ code: DRAWN }) }) : Promise.reject(new TypeError());
  });
  document.body.innerHTML = PAGE;
  const go = vi.fn();
  waitForAnswer(go);
  return go;
}

const said = () => document.querySelector('[data-gate="status"]')?.textContent;
const code = () => document.querySelector('[data-gate="code"]') as HTMLElement;

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("an answer leads on, a refusal to the page of refusals, and a lost line to one more question", async () => {
  const right = serve(["pending", "off", "ok"]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(right).toHaveBeenCalledExactlyOnceWith("/visite-prolongee");
  const wrong = serve(["pending", "no"]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(wrong).toHaveBeenCalledExactlyOnceWith("/age/failed");
});

test("a code is drawn anew before its two minutes are over, as long as the request is open", async () => {
  serve(["pending"]);
  await vi.advanceTimersByTimeAsync(108_000);
  expect(begins).toBe(0);
  await vi.advanceTimersByTimeAsync(4_000);
  expect([begins, code().querySelector("svg")?.getAttribute("viewBox")]).toEqual([1, "0 0 9 9"]);
  expect(code().querySelector("path")?.getAttribute("d")).toBe("M4 4.5h1");
  await vi.advanceTimersByTimeAsync(150_000);
  expect([begins, said()]).toEqual([2, "Ouverte"]);
});

test("after five minutes the page says that the request is closed, hides its code and asks no more", async () => {
  const go = serve(["pending"]);
  await vi.advanceTimersByTimeAsync(310_000);
  expect([said(), code().hidden]).toEqual(["Close", true]);
  states = ["ok"];
  await vi.advanceTimersByTimeAsync(60_000);
  expect(go).not.toHaveBeenCalled();
});

test("a code that cannot be drawn anew is hidden: nobody reads one that is worth nothing", async () => {
  serve(["pending"], false);
  await vi.advanceTimersByTimeAsync(112_000);
  expect([said(), code().hidden]).toEqual(["Close", true]);
});

test("a wallet that came back in another tab is told of, and nothing is asked any more", async () => {
  const go = serve(["pending", "no"]);
  tell("answered");
  await vi.waitFor(() => expect(said()).toBe("Ailleurs"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(go).not.toHaveBeenCalled();
});
