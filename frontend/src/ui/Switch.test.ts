import { fireEvent, screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { appWith } from "../tests/app";
import { show } from "../tests/within";
import Switch from "./Switch.svelte";

test("a switch says its state in words and tells its change", async () => {
  const { app } = await appWith();
  const onchange = vi.fn();
  show(app, Switch, { label: "Lecture seule", checked: false, onchange });
  const field = screen.getByRole<HTMLInputElement>("switch", { name: "Lecture seule" });
  expect(screen.getByText("non")).toBeTruthy();
  await fireEvent.click(field);
  expect(onchange.mock.calls).toEqual([[true]]);
  expect(screen.getByText("oui")).toBeTruthy();
});

test("a switch is described by its hint", async () => {
  const { app } = await appWith();
  show(app, Switch, { label: "Lecture seule", checked: true, hint: "Seul l’hôte écrit" });
  const id = screen.getByRole("switch").getAttribute("aria-describedby") ?? "";
  expect(document.getElementById(id)?.textContent).toBe("Seul l’hôte écrit");
});
