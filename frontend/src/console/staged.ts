// What tests of the console stand on: answers by path, somebody who is in, a case that they have.
import { render, screen } from "@testing-library/svelte";
import { vi } from "vitest";
import { consoleFr as text } from "../text/console.fr";
import type { Me, Queue } from "./api";
import ConsoleApp from "./ConsoleApp.svelte";
import { Desk } from "./desk.svelte";
import { DAY_MS, MEANS } from "./offered";

export const ME: Me = {
  ref: "7K2M-QQ4D",
  roles: ["moderator"],
  rooms: [],
  now: 1_795_000_000_000,
  duty_until: 0,
  break_until: 0,
  exposure: { day: 30, hour: 30, level: "free", is_calm: false, free_at: 0 },
  choices: { refused: [], lighter_first: false, masked: true, slurs: true, budget: { day: 600, hour: 150 } },
  pseudonyms: 0,
};
export const QUEUE: Queue = {
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
export function answers(known: Record<string, [number, unknown]>): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (address: string) => {
    const path = address.replace("/console/api/", "");
    asked.push(path);
    const [status, body] = known[path] ?? [404, { code: "not_yours" }];
    return new Response(JSON.stringify(body), { status });
  });
  return asked;
}

export async function opened(known: Record<string, [number, unknown]> = {}) {
  const asked = answers({ me: [200, ME], cases: [200, QUEUE], ...known });
  const desk = new Desk();
  render(ConsoleApp, { desk, text, language: "fr" });
  return { desk, asked };
}

export const CASE = {
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
  past: { points: [], step: "advice", reporters: 2, illegal: 1, unfounded: 2, decisions: [] },
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
export const DRAFTED = {
  decision: "d1",
  state: "draft",
  needs_second: false,
  outcome: "violation_terms",
  basis: "respect",
  words: "",
  imposed: [],
  text: { fr: LETTER, en: LETTER },
};

export async function working(
  known: Record<string, [number, unknown]> = {},
  roles: Me["roles"] = ["moderator"],
) {
  const found = await opened({
    me: [200, { ...ME, roles }],
    "cases/case-0": [200, CASE],
    grounds: [200, GROUNDS],
    ...known,
  });
  await screen.findByRole("button", { name: /Menace/u });
  return found;
}
