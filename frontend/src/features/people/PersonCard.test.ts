import { fireEvent, screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { appWith } from "../../tests/app";
import { card, profile } from "../../tests/people";
import "../../tests/toplayer";
import { show } from "../../tests/within";
import PersonCard from "./PersonCard.svelte";

const answer =
  (here = true) =>
  () => ({ t: "card", card: card(), here });
const given = () => ({ member: "m-lavande", onclose: vi.fn(), onmention: vi.fn() });

test("a card shows what the person chose to show, and nothing left empty", async () => {
  const { app } = await appWith(answer());
  show(app, PersonCard, given());
  await screen.findByRole("dialog", { name: "Lavande" });
  const shown = [...document.querySelectorAll("dl div")].map((line) =>
    [...line.children].map((one) => one.textContent),
  );
  expect(shown).toEqual([
    ["Ici pour", "parler"],
    ["Langues", "français"],
    ["Ici depuis", "24 novembre 2026"],
  ]);
  expect(screen.getByText("41 · Limoges")).toBeTruthy();
  expect(screen.getByText("Bonsoir à tous")).toBeTruthy();
});

test("ignoring closes the card, holds on this device, and can be undone", async () => {
  const { app } = await appWith(answer());
  const props = given();
  show(app, PersonCard, props);
  await fireEvent.click(await screen.findByRole("button", { name: "Ignorer" }));
  expect(props.onclose).toHaveBeenCalledTimes(1);
  expect(app.chat.kept.ignored).toEqual([{ id: "m-lavande", name: "Lavande" }]);
  app.toasts.shown[0]?.undo?.();
  expect(app.chat.kept.ignored).toEqual([]);
});

test("somebody ignored can be seen again from their card", async () => {
  const { app } = await appWith(answer());
  app.chat.kept.ignore({ id: "m-lavande", name: "Lavande" });
  show(app, PersonCard, given());
  await fireEvent.click(await screen.findByRole("button", { name: "Ne plus ignorer" }));
  expect(app.chat.kept.isIgnored("m-lavande")).toBe(false);
});

test("a mention is offered only for somebody who is here, and gives their name", async () => {
  const { app } = await appWith(answer());
  const props = given();
  const first = show(app, PersonCard, props);
  await fireEvent.click(await screen.findByRole("button", { name: "Mentionner dans le salon" }));
  expect(props.onmention.mock.calls).toEqual([["Lavande"]]);
  first.unmount();

  const gone = await appWith(answer(false));
  show(gone.app, PersonCard, given());
  await screen.findByText("Plus en ligne");
  expect(screen.queryByRole("button", { name: "Mentionner dans le salon" })).toBeNull();
});

test("my own card leads to its editing and offers nothing else", async () => {
  const { app } = await appWith(() => ({ t: "card", card: profile().card, here: true }));
  show(app, PersonCard, { ...given(), member: "m-me" });
  await fireEvent.click(await screen.findByRole("button", { name: "Modifier ma carte" }));
  expect(app.route.where).toEqual({ page: "me" });
  expect(screen.queryByRole("button", { name: "Ignorer" })).toBeNull();
});

test("a card that no longer exists says so without offering another try", async () => {
  const { app } = await appWith(() => ({
    t: "error",
    code: "unknown_member",
    advice: "never",
    retry_after_ms: 0,
    params: {},
    sentence: {},
    help: "",
  }));
  show(app, PersonCard, given());
  expect((await screen.findByRole("alert")).textContent).toBe(app.side.errors["unknown_member"]);
  expect(screen.queryByRole("button", { name: "Réessayer" })).toBeNull();
});
