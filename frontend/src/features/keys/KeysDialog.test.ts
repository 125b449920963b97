import { screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { COMMANDS } from "../../state/commands";
import { appWith } from "../../tests/app";
import "../../tests/toplayer";
import { show } from "../../tests/within";
import KeysDialog from "./KeysDialog.svelte";

const terms = () => [...document.querySelectorAll("dt")].map((one) => one.textContent);

test("every command is listed with what it does and its English twin", async () => {
  const { app } = await appWith();
  show(app, KeysDialog, { onclose: vi.fn() });
  expect(terms()).toEqual(expect.arrayContaining(COMMANDS.map((one) => one.fr)));
  expect(
    screen.getByText("aller dans un salon (en anglais\u202f: /join)", { normalizer: (text) => text }),
  ).toBeTruthy();
});

test("the keys for writing are those that I chose", async () => {
  const { app } = await appWith();
  app.chosen.set({ enterSends: false });
  show(app, KeysDialog, { onclose: vi.fn() });
  const sends = [...document.querySelectorAll("dl div")].find((one) => one.textContent?.includes("envoyer"));
  expect(sends?.querySelector("dt")?.textContent).toBe("Maj + Entrée");
});
