import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, expect, test, vi } from "vitest";
import { consoleFr as text } from "../text/console.fr";
import "../tests/toplayer";
import type { Me, Queue } from "./api";
import { commandsOf, matching } from "./commands";
import ConsoleApp from "./ConsoleApp.svelte";
import { Desk } from "./desk.svelte";
import { keyOf } from "./keys";
import { DAY_MS, MEANS } from "./offered";
import { takeBrought } from "./passkey";
import { lasted, share } from "./time";

const ME: Me = {
  ref: "7K2M-QQ4D",
  roles: ["moderator"],
  rooms: [],
  now: 1_795_000_000_000,
  duty_until: 0,
  break_until: 0,
  exposure: { day: 30, hour: 30, level: "free", is_calm: false, free_at: 0 },
  choices: { refused: [], lighter_first: false, masked: true, budget: { day: 600, hour: 150 } },
  pseudonyms: 0,
};
const QUEUE: Queue = {
  cases: (["P0", "P2"] as const).map((priority, at) => ({
    id: `case-${at}`,
    queue: "abuse",
    kind: at ? "hate" : "threat",
    label: {},
    state: "open",
    leased: "",
    priority,
    age_ms: (at + 1) * 3_600_000,
    sentence: { fr: "Pourquoi." },
  })),
  more: 0,
  calm: false,
};

/** Answers the console's requests by path; what is not named is not there. */
function answers(known: Record<string, [number, unknown]>): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (address: string) => {
    const path = address.replace("/console/api/", "");
    asked.push(path);
    const [status, body] = known[path] ?? [404, { code: "not_yours" }];
    return new Response(JSON.stringify(body), { status });
  });
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

async function opened(known: Record<string, [number, unknown]> = {}) {
  const asked = answers({ me: [200, ME], cases: [200, QUEUE], ...known });
  const desk = new Desk();
  render(ConsoleApp, { desk, text, language: "fr" });
  return { desk, asked };
}

test("whoever is not signed in sees the door and nothing behind it", async () => {
  await opened({ me: [401, { code: "signed_out" }] });
  expect(await screen.findByText(text.signInWords)).toBeTruthy();
  expect(screen.queryByText(text.queue)).toBeNull();
});

test("a queue that does not come says so and comes when asked again", async () => {
  await opened({ cases: [500, {}] });
  await screen.findByText(text.failed);
  answers({ me: [200, ME], cases: [200, QUEUE] });
  await fireEvent.click(screen.getByRole("button", { name: text.retry }));
  expect(await screen.findByRole("button", { name: /Menace/u })).toBeTruthy();
});

test("J and K move in the queue and open nothing: a look is counted", async () => {
  const { asked } = await opened();
  const first = await screen.findByRole("button", { name: /Menace/u });
  await fireEvent.keyDown(window, { key: "j" });
  expect(document.activeElement).toBe(first);
  await fireEvent.keyDown(window, { key: "j" });
  await fireEvent.keyDown(window, { key: "j" });
  expect(document.activeElement?.textContent).toContain("Haine");
  await fireEvent.keyDown(window, { key: "k" });
  expect(document.activeElement).toBe(first);
  expect(asked.filter((path) => path.startsWith("cases/"))).toEqual([]);
});

test("before a case, one says whether one knows the person; a refusal is in words", async () => {
  await opened({
    "cases/case-0": [409, { code: "apart_needed" }],
    "cases/case-0/whom": [200, { name: "Ada" }],
  });
  await fireEvent.click(await screen.findByRole("button", { name: /Menace/u }));
  expect(await screen.findByText("Ada")).toBeTruthy();
  await fireEvent.click(screen.getByRole("button", { name: text.apartNo }));
  expect((await screen.findByRole("alert")).textContent).toContain(text.codes["not_yours"]);
});

test("Escape closes a case and gives the focus back to its row", async () => {
  const { desk } = await opened({ "cases/case-1": [404, { code: "not_yours" }] });
  await screen.findByRole("button", { name: /Haine/u });
  await desk.open("case-1");
  await screen.findByRole("alert");
  expect(document.activeElement?.id).toBe("case");
  await fireEvent.keyDown(window, { key: "Escape" });
  expect(document.activeElement?.textContent).toContain("Haine");
});

test("a session that ends while one works leads to the door, and leaves nothing on screen", async () => {
  const { desk } = await opened();
  await screen.findByRole("button", { name: /Menace/u });
  answers({ "cases/case-0": [401, { code: "signed_out" }] });
  await desk.open("case-0");
  expect(await screen.findByText(text.signInWords)).toBeTruthy();
  expect(screen.queryByText("Menace")).toBeNull();
});

test("the page tells the server of use once a minute, and only of use", async () => {
  const { asked } = await opened({ use: [200, ME] });
  await screen.findByRole("button", { name: /Menace/u });
  expect(asked).not.toContain("use");
  for (let press = 0; press < 3; press += 1) await fireEvent.pointerDown(window);
  expect(asked.filter((path) => path === "use")).toHaveLength(1);
});

test("letters mean nothing while one writes or while something stands on top", () => {
  const key = (init: KeyboardEventInit, target: Element = document.body) => {
    const event = new KeyboardEvent("keydown", init);
    Object.defineProperty(event, "target", { value: target });
    return event;
  };
  expect(keyOf(key({ key: "j" }), false)).toBe("next");
  expect(keyOf(key({ key: "k", ctrlKey: true }), false)).toBe("palette");
  expect(keyOf(key({ key: "j" }, document.createElement("input")), false)).toBe("");
  expect(keyOf(key({ key: "k" }), true)).toBe("");
  expect(keyOf(key({ key: "j", altKey: true }), false)).toBe("");
});

test("the palette finds commands by any word, accents aside", () => {
  const desk = new Desk();
  desk.queue = QUEUE;
  const all = commandsOf(desk, ME, text, vi.fn());
  expect(matching(all, "reglages").map((one) => one.id)).toEqual(["settings"]);
  expect(matching(all, "p0 menace").map((one) => one.id)).toEqual(["case-0"]);
  expect(matching(all, "")).toHaveLength(7);
  expect(matching(all, "xyz")).toEqual([]);
});

test("an invitation leaves the address as soon as it is read", () => {
  history.replaceState(null, "", "/console#invitation=7K2MQQ4D");
  expect(takeBrought()).toEqual({ kind: "invitation", value: "7K2MQQ4D" });
  expect(location.hash).toBe("");
  expect(takeBrought().kind).toBe("none");
});

test("waiting is told in its largest unit and measured against its priority", () => {
  expect([59_000, 3_599_000, 3_600_000, 200_000_000].map((ms) => lasted(ms))).toEqual([
    { n: 0, unit: "minute" },
    { n: 59, unit: "minute" },
    { n: 1, unit: "hour" },
    { n: 2, unit: "day" },
  ]);
  expect([share(450_000, "P0"), share(900_000, "P0"), share(900_000, "P1"), share(-5, "P3")]).toEqual([
    0.5, 1, 0.125, 0,
  ]);
});

const CASE = {
  id: "case-0",
  queue: "abuse",
  kind: "harassment",
  label: { fr: "Harcèlement", en: "Harassment" },
  priority: "P2",
  opened: ME.now - 60_000,
  now: ME.now,
  place: "comptoir",
  rule: "",
  sentence: {},
  message: "",
  words: "",
  right: "yes",
  name: "Ada",
  subject: "ada",
  state: "leased",
  leased: "mine",
  leased_until: ME.now + 20 * 60_000,
  said: [
    {
      received: ME.now - 60_000,
      category: "harassment",
      label: { fr: "Harcèlement", en: "Harassment" },
      is_trusted: false,
      items: 1,
      words: "Il insiste.",
      law: "",
      pointed: [{ kind: "message", ref: "m1", place: "comptoir", subject: "ada" }],
    },
  ],
  kept: [{ id: "k1", captured: ME.now - 60_000 }],
  sealed: 0,
  notes: [],
  past: { points: [], step: "advice", reporters: 2, decisions: [] },
  offers: {
    terms: offersOf(["advice", "hide", "remove"]),
    skips: offersOf(["advice", "warning", "hide", "remove", "suspend_rooms", "suspend", "terminate"]),
    law: offersOf([...MEANS]),
  },
};

/** What the server offers: suspensions by length, what is on content on the message. */
function offersOf(means: string[]) {
  const on = ["hide", "remove", "freeze_pair"];
  return means.flatMap((each) =>
    (each.startsWith("suspend") ? [1, 7, 30] : [0]).map((days) => ({
      means: each,
      lasts: days * DAY_MS,
      target: on.includes(each) ? "m1" : "",
      needs_second: each === "terminate",
    })),
  );
}
const GROUNDS = {
  clauses: [
    { id: "respect", fr: "Respecter un non", en: "Respect a no", skips: false },
    { id: "adults", fr: "Entre adultes", en: "Among adults", skips: true },
  ],
  laws: [],
  categories: [],
};
const LETTER = {
  title: "Un conseil",
  still: "Vous pouvez rester.",
  lines: [{ element: "why", text: "Parce que." }],
};
const DRAFTED = {
  decision: "d1",
  state: "draft",
  needs_second: false,
  outcome: "violation_terms",
  basis: "respect",
  words: "",
  imposed: [],
  text: { fr: LETTER, en: LETTER },
};

async function working(known: Record<string, [number, unknown]> = {}, roles: Me["roles"] = ["moderator"]) {
  const found = await opened({
    me: [200, { ...ME, roles }],
    "cases/case-0": [200, CASE],
    grounds: [200, GROUNDS],
    ...known,
  });
  await screen.findByRole("button", { name: /Menace/u });
  return found;
}

test("words of others are covered, and seen while they are held", async () => {
  const { desk } = await working();
  await desk.open("case-0");
  const veil = (await screen.findAllByRole("button", { name: text.veiled }))[0] as HTMLElement;
  expect(screen.queryByText("Il insiste.")).toBeNull();
  await fireEvent.pointerDown(veil);
  expect(screen.getByText("Il insiste.")).toBeTruthy();
  await fireEvent.pointerUp(veil);
  expect(screen.queryByText("Il insiste.")).toBeNull();
  await fireEvent.keyDown(veil, { key: " " });
  expect(screen.getByText("Il insiste.")).toBeTruthy();
});

test("a private copy is laid out as talk, veiled, each message with its mark and what was left out", async () => {
  const turn = {
    id: "p1",
    at: ME.now,
    text: "Une phrase privée.",
    kind: "text",
    mark: "verified",
    missing: 0,
  };
  const cut = { ...turn, id: "p2", text: "Une autre phrase.", mark: "forged", missing: 3 };
  const { desk } = await working({
    "cases/case-0/open": [200, { items: [{ kind: "sealed", ref: "p1" }], private: [turn, cut] }],
  });
  await desk.open("case-0");
  await fireEvent.click(await screen.findByRole("button", { name: /^Ouvrir la copie/u }));
  const talk = await screen.findByRole("list", { name: text.kept });
  const lines = [...talk.children].map((line) => line.textContent);
  expect(lines[0]).toContain(text.marks["verified"]);
  expect(lines[1]).toBe(text.missing(3));
  expect(lines[2]).toContain(text.marks["forged"]);
  expect(talk.textContent).not.toContain("phrase");
  const veil = talk.querySelector("button") as HTMLElement;
  await fireEvent.keyDown(veil, { key: " " });
  expect(screen.getByText("Une phrase privée.")).toBeTruthy();
  await fireEvent.keyUp(veil, { key: " " });
  expect(screen.queryByText("Une phrase privée.")).toBeNull();
});

test("a press keeps the case for longer when little time is left; a page left alone keeps nothing", async () => {
  const late = { ...CASE, leased_until: ME.now + 60_000 };
  const { desk, asked } = await working({
    "cases/case-0": [200, late],
    "cases/case-0/renew": [200, { state: "leased", leased: "mine", leased_until: ME.now + 1_200_000 }],
  });
  await desk.open("case-0");
  await screen.findByText(text.decide);
  expect(asked).not.toContain("cases/case-0/renew");
  for (let press = 0; press < 3; press += 1) await fireEvent.pointerDown(window);
  await vi.waitFor(() =>
    expect(desk.shown.kind === "case" && desk.shown.case.leased_until > late.leased_until).toBe(true),
  );
  expect(asked.filter((path) => path === "cases/case-0/renew")).toHaveLength(1);
});

test("the exact text stands before the signature; nothing is signed without it", async () => {
  const { desk, asked } = await working({
    "cases/case-0/draft": [200, DRAFTED],
    "decisions/d1/sign": [200, { state: "in_force" }],
  });
  await desk.open("case-0");
  await screen.findByRole("option", { name: "Respecter un non" });
  await fireEvent.change(screen.getByLabelText(text.basis), { target: { value: "respect" } });
  expect(screen.queryByRole("button", { name: text.sign })).toBeNull();
  await fireEvent.input(screen.getByLabelText(text.happened), { target: { value: "a".repeat(30) } });
  expect(await screen.findByText("Parce que.", {}, { timeout: 3_000 })).toBeTruthy();
  await fireEvent.click(screen.getByRole("button", { name: text.sign }));
  await vi.waitFor(() => expect(desk.shown.kind).toBe("nothing"));
  expect(asked).toContain("decisions/d1/sign");
});

test("the ladder's step is proposed, and keys choose a measure", async () => {
  const { desk } = await working();
  await desk.open("case-0");
  const advice = (await screen.findByRole("radio", { name: /Conseiller/u })) as HTMLInputElement;
  expect(advice.checked).toBe(true);
  await fireEvent.keyDown(window, { key: "3" });
  expect((screen.getByRole("radio", { name: /Cacher/u }) as HTMLInputElement).checked).toBe(true);
  await fireEvent.keyDown(window, { key: "n" });
  expect(document.activeElement?.tagName).toBe("TEXTAREA");
});

test("only what is offered can be chosen, with the lengths that it has; another ground offers more", async () => {
  const { desk } = await working();
  await desk.open("case-0");
  await screen.findByRole("option", { name: "Entre adultes" });
  const shown = () => screen.getAllByRole("radio").map((each) => (each as HTMLInputElement).value);
  expect(shown()).toEqual(["advice", "hide", "remove"]);
  await fireEvent.keyDown(window, { key: "8" });
  expect((screen.getByRole("radio", { name: /Conseiller/u }) as HTMLInputElement).checked).toBe(true);
  expect(screen.queryByLabelText(text.lasts)).toBeNull();
  await fireEvent.change(screen.getByLabelText(text.basis), { target: { value: "adults" } });
  expect(shown()).toContain("terminate");
  await fireEvent.keyDown(window, { key: "6" });
  const lasts = screen.getByLabelText(text.lasts) as HTMLSelectElement;
  expect([...lasts.options].map((each) => each.textContent)).toEqual([1, 7, 30].map(text.days));
  await fireEvent.change(screen.getByLabelText(text.basis), { target: { value: "respect" } });
  expect((screen.getByRole("radio", { name: /Conseiller/u }) as HTMLInputElement).checked).toBe(true);
});

test("what mends a refused draft is said in words", async () => {
  const { desk } = await working({ "cases/case-0/draft": [422, { code: "others_data" }] });
  await desk.open("case-0");
  await screen.findByRole("option", { name: "Respecter un non" });
  await fireEvent.change(screen.getByLabelText(text.basis), { target: { value: "respect" } });
  await fireEvent.input(screen.getByLabelText(text.happened), { target: { value: "a".repeat(30) } });
  const told = await screen.findAllByText(text.codes["others_data"] as string, {}, { timeout: 3_000 });
  expect(told.length).toBeGreaterThan(0);
  expect(screen.queryByRole("button", { name: text.sign })).toBeNull();
});

test("a second person writes before the first opinion is shown", async () => {
  const line = {
    decision: "d1",
    case: "case-0",
    kind: "threat",
    label: {},
    priority: "P1",
    queue: "abuse",
    age_ms: 0,
  };
  await working(
    {
      decisions: [200, { waiting: [line] }],
      "decisions/d1/facts": [200, { quote: "", item_at: 0, name: "Ada", points: 1 }],
      "decisions/d1/view": [200, DRAFTED],
    },
    ["senior"],
  );
  await fireEvent.click(await screen.findByRole("button", { name: /^P1 Menace/u }));
  const field = await screen.findByLabelText(text.ownView);
  expect(screen.queryByText("Parce que.")).toBeNull();
  await fireEvent.input(field, { target: { value: "b".repeat(30) } });
  await fireEvent.click(screen.getByRole("button", { name: text.ownViewKeep }));
  expect(await screen.findByText("Parce que.")).toBeTruthy();
  expect(screen.getByRole("button", { name: text.signSecond })).toBeTruthy();
});

test("a reader of complaints writes an opinion before the first reasons are asked for", async () => {
  const line = { complaint: "c1", party: "subject", state: "lodged", mine: false, second: false, age_ms: 0 };
  const facts = { words: "Je répondais.", quote: "", item_at: 0, question: "", answer: "", name: "Ada" };
  const { asked } = await working(
    {
      complaints: [200, { waiting: [line] }],
      "complaints/c1/take": [200, {}],
      "complaints/c1/facts": [200, facts],
      "complaints/c1/opinion": [200, {}],
      "complaints/c1/reasons": [200, DRAFTED],
    },
    ["appeals"],
  );
  await fireEvent.click(await screen.findByRole("button", { name: new RegExp(text.parties.subject, "u") }));
  const field = await screen.findByLabelText(text.ownView);
  expect(asked).not.toContain("complaints/c1/reasons");
  await fireEvent.input(field, { target: { value: "b".repeat(30) } });
  await fireEvent.click(screen.getByRole("button", { name: text.ownViewKeep }));
  expect(await screen.findByText("Parce que.")).toBeTruthy();
  expect(screen.getByLabelText(text.verdict)).toBeTruthy();
});
