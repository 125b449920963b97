import { fireEvent, screen } from "@testing-library/svelte";
import { afterEach, expect, test, vi } from "vitest";
import { consoleFr as text } from "../text/console.fr";
import "../tests/toplayer";
import { CASE, DRAFTED, ME, working } from "./staged";

afterEach(() => vi.unstubAllGlobals());

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
