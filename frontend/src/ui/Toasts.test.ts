import { fireEvent, screen } from "@testing-library/svelte";
import { afterEach, expect, test, vi } from "vitest";
import { appWith } from "../tests/app";
import { show } from "../tests/within";
import Toasts from "./Toasts.svelte";

afterEach(() => vi.useRealTimers());

test("undo takes the act back once and takes the words away", async () => {
  const { app } = await appWith();
  const undo = vi.fn();
  show(app, Toasts);
  app.toasts.show("Vous ne verrez plus Marc.", undo);
  await fireEvent.click(await screen.findByRole("button", { name: "Annuler" }));
  expect(undo).toHaveBeenCalledTimes(1);
  expect(screen.queryByText("Vous ne verrez plus Marc.")).toBeNull();
});

test("ten acts can still be undone once their words are gone, each once", async () => {
  const { app } = await appWith();
  const undo = vi.fn();
  for (let number = 1; number <= 12; number += 1) app.toasts.show(`Acte ${number}`, undo);
  app.toasts.show("Copié");
  for (const toast of app.toasts.shown) app.toasts.close(toast.id);
  expect(app.toasts.recent.map((one) => one.words).slice(0, 2)).toEqual(["Acte 12", "Acte 11"]);
  expect(app.toasts.recent).toHaveLength(10);
  const [last] = app.toasts.recent;
  if (last) [last, last].forEach((one) => app.toasts.undo(one));
  expect([undo.mock.calls.length, app.toasts.recent.length]).toEqual([1, 9]);
});

test("words go after ten seconds, and stay while the pointer or the focus is on them", async () => {
  const { app } = await appWith();
  vi.useFakeTimers();
  show(app, Toasts);
  app.toasts.show("Copié", () => undefined);
  await vi.advanceTimersByTimeAsync(9_000);
  const toast = screen.getByText("Copié").parentElement as HTMLElement;
  await fireEvent.pointerEnter(toast);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(screen.getByText("Copié")).toBeTruthy();
  await fireEvent.pointerLeave(toast);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(screen.queryByText("Copié")).toBeNull();
});

test("the region of quiet words is there before any of them", async () => {
  const { app } = await appWith();
  show(app, Toasts);
  expect(screen.getByRole("status").textContent?.trim()).toBe("");
});
