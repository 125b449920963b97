import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { consoleFr as text } from "../../text/console.fr";
import "../../tests/toplayer";
import ConsoleApp from "../ConsoleApp.svelte";
import { Desk } from "../desk.svelte";
import { holds, type Proof } from "./proof";
import proofs from "./proofs.json";
import { screenOf } from "./screens";

const NOW = 1_795_000_000_000;
const ME = {
  ref: "7K2M-QQ4D",
  roles: ["senior"],
  rooms: [],
  screens: ["rooms", "ledger", "figures", "rules"],
  now: NOW,
  duty_until: 0,
  break_until: 0,
  exposure: { day: 0, hour: 0, level: "free", is_calm: false, free_at: 0 },
  choices: { refused: [], lighter_first: false, masked: true, slurs: true, budget: { day: 600, hour: 150 } },
  pseudonyms: 0,
};
const ROOM = {
  id: "r1",
  name: "Crochet",
  topic: "",
  purpose: "Mailles",
  theme: "talk",
  created: NOW,
  host: "Ada",
  since: NOW,
  points: 1,
  step: "warning",
  reporters: 0,
};

/** Opens the console at an address; returns what was asked of the server, with what was sent. */
function opened(hash: string, known: Record<string, unknown>): [string, unknown][] {
  const asked: [string, unknown][] = [];
  vi.stubGlobal("fetch", async (address: string, given: { body?: string }) => {
    const path = address.replace("/console/api/", "");
    asked.push([path, given.body ? JSON.parse(given.body) : null]);
    const found: Record<string, unknown> = {
      me: ME,
      cases: { cases: [], more: 0, calm: false },
      decisions: { waiting: [] },
      ...known,
    };
    return path in found
      ? new Response(JSON.stringify(found[path]))
      : new Response(JSON.stringify({ code: "not_yours" }), { status: 404 });
  });
  location.hash = hash;
  render(ConsoleApp, { desk: new Desk(), text, language: "fr" });
  return asked;
}

beforeEach(() => (location.hash = ""));
afterEach(() => vi.unstubAllGlobals());

test("a proof made by the server holds here, and any change of it does not", async () => {
  for (const { hash, proof } of proofs) {
    expect(await holds(proof, hash)).toBe(true);
    const [first = "", ...others] = proof.path;
    const changed: Proof[] = [
      { ...proof, entry: proof.entry.replace("case_viewed", "case.closed") },
      { ...proof, index: (proof.index + 1) % proof.size },
      { ...proof, path: others },
      { ...proof, path: [first.replace(/^../u, (two) => (two === "00" ? "01" : "00")), ...others] },
      { ...proof, path: [...proof.path, first] },
      { ...proof, root: proof.root.replace(/^./u, (one) => (one === "A" ? "B" : "A")) },
    ];
    for (const one of changed) expect(await holds(one, hash)).toBe(false);
    expect(await holds(proof, "0".repeat(64))).toBe(false);
  }
});

test("an address names a screen only to whoever may open it", () => {
  expect(screenOf("#ledger", ["ledger"])).toBe("ledger");
  expect(screenOf("#ledger", ["rooms"])).toBe("");
  expect(screenOf("#queue", ["ledger"])).toBe("");
  expect(screenOf("", ["ledger"])).toBe("");
});

test("a screen that does not come says so, and comes when asked again", async () => {
  const known: Record<string, unknown> = {};
  opened("#figures", known);
  await screen.findByText(new RegExp(text.screenFailed, "u"));
  known["figures"] = FIGURES;
  await fireEvent.click(screen.getByRole("button", { name: text.retry }));
  expect(await screen.findByText(text.counts.few)).toBeTruthy();
});

const APPEALS = { lodged: 4, open: 1, decided: 3, overturn: 0.5, median: null, alarms: true };
const FIGURES = {
  figures: { priorities: [], appeals: APPEALS, notices: 9, answered: 0.5, statements: 3 },
  kinds: [{ name: "hate", label: {}, came: 2, open: 1 }],
  by_kind: [{ name: "hate", label: {}, decided: 3, overturned: null, rate: null }],
  by_rule: [{ name: "a.rule", decided: 8, overturned: 2, rate: 0.25 }],
  misused: { illegal_content: 7, unfounded_notice: 0, unfounded_complaint: 2 },
  second_looks: { drawn: 50, read: 20, confirmed: 0.95, kappa: 0.7 },
  days: 90,
};

test("figures of few people are not told, those of several are, and too many reversals are said", async () => {
  opened("#figures", { figures: FIGURES });
  expect(await screen.findByText(text.counts.few)).toBeTruthy();
  expect(screen.getByText(/2 \(25.%\)/u)).toBeTruthy();
  expect(screen.getByText(text.counts.alarm)).toBeTruthy();
  expect(screen.getByText(text.counts.misuses["illegal_content"] ?? "").parentElement?.textContent).toContain(
    "7",
  );
  expect(screen.getByText("0.70")).toBeTruthy();
});

test("a rule in shadow says what it lacks; one that is live lacks nothing", async () => {
  const rule = { pinned: false, sentence: { fr: "Pourquoi.", en: "Why." }, upheld: 0, overturned: 0 };
  const runs = { live: 0, shadow: 40, upheld: 18, overturned: 2 };
  opened("#rules", {
    rules: {
      version: "v1",
      right: "propose",
      rules: [
        { ...rule, id: "a.tried", state: "shadow", runs, lacks: { judged: 180, bound: 0.7 } },
        { ...rule, id: "b.live", state: "live", runs: { ...runs, shadow: 0 }, lacks: null },
      ],
    },
  });
  const tried = (await screen.findByText("a.tried")).closest("li");
  expect(tried?.textContent).toContain(text.ruleBook.lacksJudged(180));
  expect(tried?.textContent).toContain(text.ruleBook.lacksBound("70\u202f%"));
  expect(screen.getAllByText(text.ruleBook.lacks)).toHaveLength(1);
  await fireEvent.click(screen.getByRole("switch", { name: text.ruleBook.only }));
  expect(screen.queryByText("b.live")).toBeNull();
});

test("a room is refused with a reason and after one's word, never without", async () => {
  const asked = opened("#rooms", { rooms: { rooms: [ROOM] }, "rooms/r1/refuse": {} });
  const refuse = await screen.findByRole("button", { name: "Refuser Crochet" });
  expect((refuse as HTMLButtonElement).disabled).toBe(true);
  await fireEvent.click(screen.getByRole("checkbox", { name: text.openings.apart }));
  await fireEvent.click(refuse);
  const last = screen.getByRole("button", { name: text.openings.refuse });
  expect((last as HTMLButtonElement).disabled).toBe(true);
  await fireEvent.change(screen.getByLabelText(text.openings.why), { target: { value: "unclear" } });
  await fireEvent.click(screen.getByRole("button", { name: text.openings.refuse }));
  expect(await screen.findByText(text.openings.refused("Crochet"))).toBeTruthy();
  expect(asked).toContainEqual(["rooms/r1/refuse", { reason: "unclear", apart: true }]);
});

test("an entry without a head to cover it says so; its content is shown when asked for, and only then", async () => {
  const entry = {
    n: 7,
    time: NOW,
    actor_ref: "",
    role: "program",
    action: "quality_fed",
    object_type: "case",
    object_ref: "case-1",
    reason_code: "",
    hash: "00",
    opens: true,
  };
  opened("#ledger", {
    "ledger?act=&case=&before=0": { entries: [entry], more: false },
    "ledger/7/proof": { proof: null },
    "ledger/7/payload": { payload: { why: "sample" } },
  });
  await fireEvent.click(await screen.findByRole("button", { name: text.journal.proof(7) }));
  expect(await screen.findByText(text.journal.uncovered)).toBeTruthy();
  expect(screen.queryByText(/sample/u)).toBeNull();
  await fireEvent.click(screen.getByRole("button", { name: text.journal.open(7) }));
  expect(await screen.findByText(/sample/u)).toBeTruthy();
});
