import { fireEvent, screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { Talk } from "../../state/talk.svelte";
import { appWith } from "../../tests/app";
import { joined, message } from "../../tests/people";
import "../../tests/toplayer";
import { show } from "../../tests/within";
import { pieces } from "./marks";
import SearchPanel from "./SearchPanel.svelte";

const FOUND = [
  message({ id: "9", position: 9, text: "La Quiche et la quiche" }),
  message({
    id: "4",
    position: 4,
    text: "quiche",
    author: { ...message().author, id: "m-bad", name: "Bad" },
  }),
];

async function search(words: string, found = FOUND) {
  const { app, line } = await appWith(({ t }) =>
    t === "search" ? { t: "found", place: "cuisine", messages: found, more: false } : undefined,
  );
  app.chat.kept.ignore({ id: "m-bad", name: "Bad" });
  const talk = new Talk("cuisine");
  talk.enter(joined(), "m-me", true);
  const props = { talk, onjump: vi.fn(), onclose: vi.fn() };
  show(app, SearchPanel, props);
  await fireEvent.input(screen.getByLabelText("Mots à trouver"), { target: { value: words } });
  await fireEvent.click(screen.getByRole("button", { name: "Chercher" }));
  return { ...props, line };
}

test("messages found are shown with the words marked, without those of ignored people", async () => {
  await search(" quiche ");
  await screen.findByText("1 message trouvé");
  const marks = [...document.querySelectorAll("mark")].map((one) => one.textContent);
  expect(marks).toEqual(["Quiche", "quiche"]);
});

test("a message found leads to its place and closes the panel", async () => {
  const { onjump, onclose } = await search("quiche");
  await fireEvent.click(await screen.findByRole("button", { name: /Lavande/ }));
  expect(onjump.mock.calls).toEqual([[9, "9"]]);
  expect(onclose).toHaveBeenCalledTimes(1);
});

test("one character is too short to be asked", async () => {
  const { line } = await search("q");
  expect(screen.getByRole("alert").textContent).toBe("Deux caractères au moins, s’il vous plaît.");
  expect(line.sent.some((one) => one.t === "search")).toBe(false);
});

test("when nothing is found, the words and the scope are said", async () => {
  await search("tarte", []);
  const said = await screen.findByText(/Rien ne contient/u);
  expect(said.textContent).toBe("Rien ne contient «\u202ftarte\u202f» parmi les messages encore visibles.");
});

test("a text is cut around each place that holds the words, signs taken as they are", () => {
  expect(pieces("a (b) c", "(b)")).toEqual([
    { text: "a ", found: false },
    { text: "(b)", found: true },
    { text: " c", found: false },
  ]);
});
