import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, expect, test, vi } from "vitest";
import { consoleFr as text } from "../text/console.fr";
import "../tests/toplayer";
import type { Me, Row } from "./api";
import { RINGS_EVERY_MS } from "./bell.svelte";
import ConsoleApp from "./ConsoleApp.svelte";
import { Desk } from "./desk.svelte";

const NOW = 1_795_000_000_000;
const ME: Me = {
  ref: "7K2M-QQ4D",
  roles: ["moderator"],
  rooms: [],
  now: NOW,
  duty_until: NOW + 900_000,
  break_until: 0,
  exposure: { day: 0, hour: 0, level: "free", is_calm: false, free_at: 0 },
  choices: { refused: [], lighter_first: false, masked: true, slurs: true, budget: { day: 600, hour: 150 } },
  pseudonyms: 0,
};
const danger = (id: string): Row => ({
  id,
  queue: "urgent",
  kind: "threat",
  label: {},
  state: "open",
  leased: "",
  priority: "P0",
  age_ms: 180_000,
  sentence: {},
});

let rings = 0;
const param = () => ({ setValueAtTime: () => undefined, exponentialRampToValueAtTime: () => undefined });

/** This environment has no sound: what would sound is counted. */
class Heard {
  state = "running";
  currentTime = 0;
  destination = {};
  resume = async () => undefined;
  createGain = () => ({ gain: param(), connect: (to: unknown) => to });
  createOscillator = () => ({
    frequency: param(),
    connect: (to: { connect: (to: unknown) => unknown }) => to,
    start: () => (rings += 1),
    stop: () => undefined,
  });
}

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  document.title = "";
});

async function opened(me: Me, waiting: Row[]) {
  rings = 0;
  vi.stubGlobal("AudioContext", Heard);
  const known: Record<string, unknown> = {
    me,
    cases: { cases: [], more: 0, calm: false },
    dangers: { dangers: waiting },
  };
  vi.stubGlobal("fetch", async (address: string) => {
    const body = known[address.replace("/console/api/", "")];
    return new Response(JSON.stringify(body ?? { code: "not_yours" }), { status: body ? 200 : 404 });
  });
  document.title = "Palabre";
  const desk = new Desk();
  render(ConsoleApp, { desk, text, language: "fr" });
  await screen.findByText(text.danger.waits(waiting.length));
  return { desk, known };
}

test("a danger shows on top, says how many wait, and rings for whoever is on duty", async () => {
  await opened(ME, [danger("a"), danger("b")]);
  expect(screen.getByRole("alert").textContent).toBe(text.danger.waits(2));
  expect(document.title).toBe(`(2) ${text.danger.title}`);
  expect(rings).toBeGreaterThan(0);
});

test("who is not on duty sees it and hears nothing", async () => {
  await opened({ ...ME, duty_until: 0 }, [danger("a")]);
  expect(rings).toBe(0);
  expect(screen.queryByRole("button", { name: text.danger.quiet })).toBeNull();
});

test("it rings again until silenced, and a new one rings anew", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const { desk, known } = await opened(ME, [danger("a")]);
  const once = rings;
  await vi.advanceTimersByTimeAsync(RINGS_EVERY_MS);
  expect(rings).toBe(2 * once);
  await fireEvent.click(screen.getByRole("button", { name: text.danger.quiet }));
  await vi.advanceTimersByTimeAsync(2 * RINGS_EVERY_MS);
  expect(rings).toBe(2 * once);
  known["dangers"] = { dangers: [danger("a"), danger("b")] };
  await desk.lookForDanger();
  await vi.waitFor(() => expect(rings).toBe(3 * once));
});

test("it is gone once nobody has to open anything, and the page has its name again", async () => {
  const { desk, known } = await opened(ME, [danger("a")]);
  known["dangers"] = { dangers: [] };
  await desk.lookForDanger();
  await vi.waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  expect(document.title).toBe("Palabre");
});
