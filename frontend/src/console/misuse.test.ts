import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, expect, test, vi } from "vitest";
import { consoleFr as text } from "../text/console.fr";
import "../tests/toplayer";
import ConsoleApp from "./ConsoleApp.svelte";
import { Desk } from "./desk.svelte";

const NOW = 1_795_000_000_000;
const ME = {
  ref: "7K2M-QQ4D",
  roles: ["moderator"],
  rooms: [],
  now: NOW,
  duty_until: 0,
  break_until: 0,
  exposure: { day: 30, hour: 30, level: "free", is_calm: false, free_at: 0 },
  choices: { refused: [], lighter_first: false, masked: true, slurs: true, budget: { day: 600, hour: 150 } },
  pseudonyms: 0,
};
const CASE = {
  id: "case-0",
  queue: "triage",
  kind: "misuse",
  label: {},
  priority: "P3",
  opened: NOW,
  now: NOW,
  place: "",
  rule: "",
  sentence: {},
  message: "",
  words: "",
  right: "yes",
  name: "Bo",
  subject: "bo",
  signals: { misuse: { counted: 4, sent: 5, warnings: 1 } },
  state: "leased",
  leased: "mine",
  leased_until: NOW + 1_200_000,
  said: [],
  kept: [],
  sealed: 0,
  notes: [],
  past: { points: [], step: "advice", reporters: 0, illegal: 0, unfounded: 0, decisions: [] },
};
const LETTER = {
  title: "Vos signalements ne sont plus lus",
  still: "",
  lines: [{ element: "facts", text: "Parce que." }],
};
const DRAFTED = {
  decision: "d1",
  state: "draft",
  needs_second: true,
  outcome: "violation_terms",
  basis: "honest",
  words: "",
  imposed: [],
  text: { fr: LETTER, en: LETTER },
};
const ANSWERS: Record<string, unknown> = {
  slurs: { words: [] },
  me: ME,
  cases: { cases: [], more: 0, calm: false },
  dangers: { dangers: [] },
  "cases/case-0": CASE,
  "cases/case-0/draft": DRAFTED,
  "decisions/d1/sign": { state: "pending_second" },
};

afterEach(() => vi.unstubAllGlobals());

test("misuse has a form of its own: the text is shown, a change takes it away, two sign a pause", async () => {
  const asked: [string, string][] = [];
  vi.stubGlobal("fetch", async (address: string, init?: RequestInit) => {
    const path = address.replace("/console/api/", "");
    asked.push([path, typeof init?.body === "string" ? init.body : ""]);
    const known = ANSWERS[path];
    return new Response(JSON.stringify(known ?? { waiting: [] }), { status: 200 });
  });
  const desk = new Desk();
  render(ConsoleApp, { desk, text, language: "fr" });
  await screen.findByText(text.empty);
  await desk.open("case-0");
  await screen.findByText(text.misuse.title);
  const pause = screen.getByRole("radio", { name: text.means["suspend_reports"] }) as HTMLInputElement;
  expect([pause.checked, screen.queryByLabelText(text.basis)]).toEqual([true, null]);
  for (const label of [text.misuse.gravity, text.misuse.intention, text.happened])
    await fireEvent.input(screen.getByLabelText(label), { target: { value: "a".repeat(30) } });
  await fireEvent.click(screen.getByRole("button", { name: text.misuse.show }));
  expect(await screen.findByText("Parce que.")).toBeTruthy();
  await fireEvent.input(screen.getByLabelText(text.happened), { target: { value: "b".repeat(30) } });
  await vi.waitFor(() => expect(screen.queryByText("Parce que.")).toBeNull());
  await fireEvent.click(screen.getByRole("button", { name: text.misuse.show }));
  await fireEvent.click(await screen.findByRole("button", { name: text.propose }));
  await vi.waitFor(() => expect(desk.shown.kind).toBe("nothing"));
  const drafts = asked.filter(([path]) => path === "cases/case-0/draft").map(([, body]) => JSON.parse(body));
  expect(drafts.at(-1)).toMatchObject({
    basis: "honest",
    gravity: "a".repeat(30),
    words: "b".repeat(30),
    wanted: [{ means: "suspend_reports", lasts: 604_800_000 }],
  });
  expect(asked.map(([path]) => path)).toContain("decisions/d1/sign");
});
