import { expect, test, vi } from "vitest";
import { isLocked, leaveNow, Presses, unlock } from "./exit";

test("three presses within 700 ms count, slower ones do not", () => {
  const quick = new Presses();
  expect([0, 300, 690].map((at) => quick.press(at))).toEqual([false, false, true]);
  const slow = new Presses();
  expect([0, 400, 800, 1200].map((at) => slow.press(at))).toEqual([false, false, false, false]);
});

test("leaving empties the page, locks the device and replaces the address", () => {
  document.body.append("a talk");
  const go = vi.fn();
  leaveNow("/temps", go);
  expect(go).toHaveBeenCalledWith("/temps");
  expect(document.body.textContent).toBe("");
  expect(isLocked()).toBe(true);
  unlock();
  expect(isLocked()).toBe(false);
});
