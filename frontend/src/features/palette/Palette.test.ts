import { fireEvent, screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { appWith } from "../../tests/app";
import { room } from "../../tests/people";
import "../../tests/toplayer";
import { show } from "../../tests/within";
import { find } from "./find";
import Palette from "./Palette.svelte";

const ROOMS = [
  room({ id: "cuisine", name: "Cuisine", count: 3 }),
  room({ id: "cinema", name: "Cinéma", topic: "Films à voir", count: 9 }),
  room({ id: "livres", name: "Livres", topic: "De la cuisine aux étoiles", count: 1 }),
];

async function open() {
  const { app } = await appWith(undefined, ROOMS);
  const props = { onclose: vi.fn(), onroom: vi.fn() };
  show(app, Palette, props);
  const field = screen.getByRole("combobox", { name: "Nom ou sujet d’un salon" });
  const type = (value: string) => fireEvent.input(field, { target: { value } });
  const press = (key: string) => fireEvent.keyDown(field, { key });
  return { ...props, field, type, press };
}

test("Enter goes to the first room whose name begins as typed, accents aside", async () => {
  const { onclose, onroom, type, press } = await open();
  await type("cine");
  await press("Enter");
  expect(onroom.mock.calls).toEqual([["cinema"]]);
  expect(onclose).toHaveBeenCalledTimes(1);
});

test("arrows go round the rooms found and the field says which is chosen", async () => {
  const { field, onroom, type, press } = await open();
  await type("cuisine");
  await press("ArrowUp");
  const chosen = document.getElementById(field.getAttribute("aria-activedescendant") ?? "");
  expect(chosen?.getAttribute("aria-selected")).toBe("true");
  await press("Enter");
  expect(onroom.mock.calls).toEqual([["livres"]]);
});

test("when no room answers, it says so and Enter does nothing", async () => {
  const { onroom, type, press } = await open();
  await type("xyz");
  expect(screen.getByRole("status").textContent).toBe("Aucun salon pour «\u202fxyz\u202f».");
  await press("Enter");
  expect(onroom).not.toHaveBeenCalled();
});

test("a click on a room goes there", async () => {
  const { onroom } = await open();
  await fireEvent.click(screen.getByRole("option", { name: /Livres/ }));
  expect(onroom.mock.calls).toEqual([["livres"]]);
});

test("names come before topics, and with nothing typed the rooms just visited come first", () => {
  const ids = (words: string, recent: string[] = []) => find(ROOMS, words, recent).map((one) => one.id);
  expect(ids("cuisine")).toEqual(["cuisine", "livres"]);
  expect(ids("")).toEqual(["cinema", "cuisine", "livres"]);
  expect(ids("", ["livres", "cuisine"])).toEqual(["livres", "cuisine", "cinema"]);
});
