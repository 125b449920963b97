import { beforeEach, expect, test } from "vitest";
import { Chosen } from "./chosen.svelte";
import { DEFAULTS, applyPreferences, readPreferences } from "./preferences";

beforeEach(() => localStorage.clear());

test("a choice is kept on the device and put on the page", () => {
  new Chosen().set({ theme: "dark", targets: "large" });
  expect(readPreferences()).toEqual({ ...DEFAULTS, theme: "dark", targets: "large" });
  expect({ ...document.documentElement.dataset }).toMatchObject({ theme: "dark", targets: "large" });
});

test("choices that cannot be read are the usual ones", () => {
  localStorage.setItem("palabre.preferences", "{broken");
  expect(readPreferences()).toEqual(DEFAULTS);
});

test("a choice not known to an older page does not hide the others", () => {
  localStorage.setItem("palabre.preferences", '{"density":"compact"}');
  applyPreferences();
  expect(document.documentElement.dataset["density"]).toBe("compact");
  expect(readPreferences()).toEqual({ ...DEFAULTS, density: "compact" });
});
