import { afterEach, expect, test, vi } from "vitest";
import { tell } from "../../state/channel";
import { appWith } from "../../tests/app";
import { watch } from "./watch";

let stop: () => void = () => undefined;

async function watched() {
  const held = await appWith();
  vi.spyOn(Date, "now").mockReturnValue(Date.now() + 120_000);
  stop = watch(held.app);
  held.line.sent.length = 0;
  vi.spyOn(Date, "now").mockReturnValue(Date.now() + 120_000);
  return held;
}

afterEach(() => {
  stop();
  vi.restoreAllMocks();
});

test.each(["pointerdown", "keydown", "wheel", "touchstart"])("%s is something a person did", async (kind) => {
  const { line } = await watched();
  window.dispatchEvent(new Event(kind));
  expect(line.sent.map((one) => one.t)).toEqual(["active"]);
});

test("so is bringing the page to the front", async () => {
  const { line } = await watched();
  document.dispatchEvent(new Event("visibilitychange"));
  expect(line.sent.map((one) => one.t)).toEqual(["active"]);
});

test("a proof made in another tab carries the talk on, and says so", async () => {
  const { app } = await watched();
  tell("renewed");
  await vi.waitFor(() => expect(app.chat.visit.isRenewed).toBe(true));
  expect(app.chat.line).toBe("connecting");
});
