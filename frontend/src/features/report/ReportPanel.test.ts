import { fireEvent, screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import type { Command } from "../../protocol/types";
import type { Entry } from "../../sealed/history";
import { nothing } from "../../sealed/talk";
import type { About } from "../../state/desk.svelte";
import { Dialogue } from "../../state/dialogue.svelte";
import { appWith } from "../../tests/app";
import { card } from "../../tests/people";
import "../../tests/toplayer";
import { show } from "../../tests/within";
import { messagesFr } from "../../text/messages.fr";
import ReportPanel from "./ReportPanel.svelte";

const both = (fr: string) => ({ fr, en: fr });
const CHOICES = [
  {
    key: "danger",
    label: both("Danger ou piège"),
    categories: [
      { code: "danger_life", label: both("Danger pour la vie") },
      { code: "ambush", label: both("Guet-apens") },
    ],
  },
  { key: "scam", label: both("Arnaque"), categories: [{ code: "scam", label: both("Arnaque") }] },
];
const LINE = { name: "17", number: "17", link: "", how: both("police"), hours: both("toujours") };
const RECEIPT = {
  t: "reported",
  report: "r-1",
  code: "ABCD-EFGH",
  lines: [LINE],
  hidden: [],
  stopped: false,
};
const CARD: About = { what: "card", target: "m-lavande", member: "m-lavande", name: "Lavande" };

async function panel(about: About, answer: object = RECEIPT) {
  const asked: Command[] = [];
  const held = await appWith((command) => {
    if (command.t === "report.choices") return { t: "report_choices", choices: CHOICES };
    if (command.t !== "report" && command.t !== "private.report") return undefined;
    asked.push(command);
    return answer;
  });
  const onclose = vi.fn();
  return { ...held, asked, onclose, open: () => show(held.app, ReportPanel, { about, onclose }) };
}

test("two actions report: what is happening, then send; the receipt has a code and who helps", async () => {
  const { asked, open } = await panel(CARD);
  open();
  await fireEvent.click(await screen.findByRole("radio", { name: "Danger ou piège" }));
  await fireEvent.click(screen.getByRole("button", { name: "Envoyer" }));
  expect(await screen.findByText("ABCD-EFGH")).toBeTruthy();
  expect(screen.getByRole("link", { name: "17" })).toHaveProperty("href", "tel:17");
  expect(asked).toMatchObject([{ t: "report", what: "card", target: "m-lavande", category: "danger_life" }]);
});

test("the precise reason, the words and the block asked for are sent with it", async () => {
  const { asked, open } = await panel(CARD);
  open();
  await fireEvent.click(await screen.findByRole("radio", { name: "Danger ou piège" }));
  await fireEvent.change(screen.getByLabelText("Préciser, si vous voulez"), { target: { value: "ambush" } });
  await fireEvent.input(screen.getByLabelText("Vos mots"), { target: { value: " il m’attend " } });
  await fireEvent.click(screen.getByRole("checkbox", { name: "Bloquer Lavande aussi, pour de bon" }));
  await fireEvent.click(screen.getByRole("button", { name: "Envoyer" }));
  await screen.findByText("ABCD-EFGH");
  expect(asked).toMatchObject([{ category: "ambush", words: "il m’attend", stop: true }]);
});

test("without a reason nothing is sent, and the form says what is missing", async () => {
  const { asked, open } = await panel(CARD);
  open();
  await fireEvent.click(await screen.findByRole("button", { name: "Envoyer" }));
  expect(screen.getByRole("alert").textContent).toBe("Choisissez d’abord ce qui se passe.");
  expect(asked).toEqual([]);
});

test("a report that the server refuses keeps what was written", async () => {
  const refusal = {
    t: "error",
    code: "too_many_reports",
    advice: "later",
    sentence: both("Un peu plus tard."),
  };
  const { open } = await panel(CARD, refusal);
  open();
  await fireEvent.click(await screen.findByRole("radio", { name: "Arnaque" }));
  await fireEvent.input(screen.getByLabelText("Vos mots"), { target: { value: "un code" } });
  await fireEvent.click(screen.getByRole("button", { name: "Envoyer" }));
  expect((await screen.findByRole("alert")).textContent).toBe("Un peu plus tard.");
  expect(screen.getByLabelText("Vos mots")).toHaveProperty("value", "un code");
});

test("of a private talk only what is ticked and proven leaves the device", async () => {
  const about: About = {
    what: "private",
    conversation: "c-1",
    message: "m-2",
    member: "m-lavande",
    name: "Lavande",
  };
  const { app, asked, open } = await panel(about);
  const stands = { ...nothing("c-1"), other: card(), other_id: "m-lavande", state: "open" as const };
  const talk = new Dialogue({ ...stands, available: true }, () => app.chat.me?.card, messagesFr);
  const proof = (octet: number) => ({
    payload: Uint8Array.of(octet),
    fk: Uint8Array.of(9),
    receipt: { c: "AA==" } as never,
  });
  const entry = { kind: "message", author: "m-lavande", at: 0, isGone: false } as Partial<Entry>;
  talk.entries = [
    { ...entry, id: "m-1", order: 1, text: "un", proof: proof(1) },
    { ...entry, id: "m-2", order: 2, text: "deux", proof: proof(2) },
    { ...entry, id: "m-3", order: 3, text: "trois", proof: null },
  ] as Entry[];
  vi.spyOn(app.conversations, "talk", "get").mockReturnValue(talk);
  open();
  await fireEvent.click(await screen.findByRole("radio", { name: "Arnaque" }));
  expect(screen.getByRole("checkbox", { name: /^trois/ })).toHaveProperty("disabled", true);
  await fireEvent.click(screen.getByRole("button", { name: "Envoyer" }));
  await screen.findByText("ABCD-EFGH");
  expect(asked).toMatchObject([
    { conversation: "c-1", category: "scam", messages: [{ payload: "Ag==", fk: "CQ==" }] },
  ]);
});
