// What somebody looks at again, and words that nobody is shown twice.
import { fireEvent, screen } from "@testing-library/svelte";
import { afterEach, expect, test, vi } from "vitest";
import { consoleFr as text } from "../text/console.fr";
import { DRAFTED, ME, working } from "./staged";

afterEach(() => vi.unstubAllGlobals());

const LINE = {
  decision: "d9",
  case: "case-9",
  kind: "harassment",
  label: { fr: "Harcèlement", en: "Harassment" },
  priority: "P2",
  queue: "abuse",
  age_ms: 60_000,
};
const FACTS = {
  decision: "d9",
  kind: "harassment",
  label: LINE.label,
  quote: "des mots neutres",
  item_at: ME.now,
  said: [
    {
      category: "harassment",
      label: LINE.label,
      is_trusted: false,
      items: 1,
      words: "",
      law: "",
      pointed: [],
    },
  ],
};
const SEEN = { case: "case-1", at: ME.now, outcome: "no_violation" };
const WORDS = "J’ai lu la phrase par moi-même, elle ne vise personne.";

async function opened(facts: object) {
  const found = await working({
    "second-looks": [200, { waiting: [LINE] }],
    "second-looks/d9/facts": [200, facts],
    "second-looks/d9/give": [200, {}],
  });
  await fireEvent.click(await screen.findByRole("button", { name: /P2 Harcèlement/u }));
  await screen.findByRole("heading", { name: text.look });
  return found;
}

test("a second look asks what one finds, and shows nothing of what was decided", async () => {
  const { asked } = await opened(FACTS);
  expect(screen.getByText(text.lookHint.replace(/\s+/gu, " "))).toBeTruthy();
  expect(screen.queryByText(text.firstOpinion)).toBeNull();
  await fireEvent.change(screen.getByLabelText(text.outcome), { target: { value: "no_violation" } });
  await fireEvent.input(screen.getByLabelText(text.ownView), { target: { value: WORDS } });
  await fireEvent.click(screen.getByRole("button", { name: text.lookGive }));
  expect(await screen.findByText(text.choose)).toBeTruthy();
  expect(asked).toContain("second-looks/d9/give");
});

test("words read in another case are a line with how they were judged", async () => {
  await opened({ ...FACTS, quote: "", seen: SEEN });
  expect(
    screen.getByText(new RegExp(text.outcomes["no_violation"] ?? "?", "u"), { selector: "strong" }),
  ).toBeTruthy();
  expect(screen.getByText(/Ils ne vous sont pas montrés à nouveau/u)).toBeTruthy();
});

test("a letter whose quote one has read elsewhere says that its reader has it", async () => {
  const second = { ...LINE, decision: "d8", case: "case-8" };
  await working(
    {
      decisions: [200, { waiting: [second] }],
      "decisions/d8/facts": [200, { quote: "", seen: SEEN, item_at: 0, name: "Ada", points: 0 }],
      "decisions/d8/view": [200, { ...DRAFTED, seen: SEEN }],
    },
    ["senior"],
  );
  await fireEvent.click(await screen.findByRole("button", { name: /P2 Harcèlement/u }));
  await fireEvent.input(await screen.findByLabelText(text.ownView), { target: { value: WORDS } });
  await fireEvent.click(screen.getByRole("button", { name: text.ownViewKeep }));
  expect(await screen.findByText(new RegExp(text.readQuoted, "u"))).toBeTruthy();
});

test("a case that waits again may be left under its decision", async () => {
  const { CASE } = await import("./staged");
  const { desk, asked } = await working({
    "cases/case-0": [200, { ...CASE, stands: true }],
    "cases/case-0/stand": [200, {}],
  });
  await desk.open("case-0");
  await fireEvent.click(await screen.findByRole("button", { name: text.stands }));
  expect(await screen.findByText(text.choose)).toBeTruthy();
  expect(asked).toContain("cases/case-0/stand");
});
