import { fireEvent, screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { appWith } from "../tests/app";
import { escape } from "../tests/toplayer";
import { show } from "../tests/within";
import Dialog from "./Dialog.svelte";
import Sheet from "./Sheet.svelte";

const FORM = `<form><button>Avant</button><label>Nom <input></label></form>`;

test("a dialog carries its title as its name and puts the focus in its first field", async () => {
  const { app } = await appWith();
  show(app, Dialog, { title: "Ouvrir un salon", onclose: vi.fn() }, FORM);
  expect(screen.getByRole("dialog", { name: "Ouvrir un salon" })).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByLabelText("Nom"));
});

test("a dialog without a field puts the focus on its title", async () => {
  const { app } = await appWith();
  show(app, Dialog, { title: "Carte", onclose: vi.fn() }, "<p>Bonsoir</p>");
  expect(document.activeElement).toBe(screen.getByRole("heading", { name: "Carte" }));
});

test("Escape asks once to close a dialog and leaves the closing to its owner", async () => {
  const { app } = await appWith();
  const onclose = vi.fn();
  show(app, Dialog, { title: "Carte", onclose }, FORM);
  const dialog = screen.getByRole<HTMLDialogElement>("dialog");
  escape(dialog);
  expect(onclose).toHaveBeenCalledTimes(1);
  expect(dialog.open).toBe(true);
});

test("a dialog that goes gives the focus back to what opened it", async () => {
  const { app } = await appWith();
  const opener = document.body.appendChild(document.createElement("button"));
  opener.focus();
  const { unmount } = show(app, Dialog, { title: "Carte", onclose: vi.fn() }, FORM);
  unmount();
  expect(document.activeElement).toBe(opener);
  opener.remove();
});

test("a dialog opened from another that is gone gives the focus back to what opened the first", async () => {
  const { app } = await appWith();
  const opener = document.body.appendChild(document.createElement("button"));
  opener.focus();
  const first = show(app, Dialog, { title: "Personnes", onclose: vi.fn() }, FORM);
  screen.getByText("Avant").focus();
  const second = show(app, Dialog, { title: "Carte", onclose: vi.fn() }, "<p>Bonsoir</p>");
  first.unmount();
  second.unmount();
  expect(document.activeElement).toBe(opener);
  opener.remove();
});

test("the close button and a tap beside a sheet close it, a tap inside does not", async () => {
  const { app } = await appWith();
  const onclose = vi.fn();
  show(app, Sheet, { title: "Personnes", onclose }, "<p>Lavande</p>");
  await fireEvent.click(screen.getByText("Lavande"));
  expect(onclose).not.toHaveBeenCalled();
  await fireEvent.click(screen.getByRole("dialog"));
  await fireEvent.click(screen.getByRole("button", { name: "Fermer" }));
  expect(onclose).toHaveBeenCalledTimes(2);
});
