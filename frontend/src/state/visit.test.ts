import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Visit, WARN_MS } from "./visit.svelte";

const MINUTE = 60_000;

beforeEach(() => vi.useFakeTimers({ now: 1_000_000_000 }));
afterEach(() => vi.useRealTimers());

test("nothing is said until five minutes before the end, by the server's clock", () => {
  const visit = new Visit();
  const ahead = Date.now() + 3 * 60 * MINUTE; // the server's clock, three hours ahead of this device's
  visit.told(ahead + 60 * MINUTE, false, ahead);
  vi.advanceTimersByTime(60 * MINUTE - WARN_MS - 1);
  expect(visit.isEnding).toBe(false);
  vi.advanceTimersByTime(1);
  expect(visit.isEnding).toBe(true);
  expect(visit.endsAt - Date.now()).toBe(WARN_MS);
});

test("an end that moved takes the word back, and gives it again in its time", () => {
  const visit = new Visit();
  visit.told(Date.now() + 4 * MINUTE, false, Date.now());
  expect([visit.isEnding, visit.byProof]).toEqual([true, false]);
  visit.told(Date.now() + 20 * MINUTE, true);
  expect([visit.isEnding, visit.byProof]).toEqual([false, true]);
  vi.advanceTimersByTime(15 * MINUTE);
  expect(visit.isEnding).toBe(true);
});

test("a visit prolonged says so for a moment; one that ended says nothing more", () => {
  const visit = new Visit();
  visit.told(Date.now() + MINUTE, true, Date.now());
  visit.renewed();
  expect([visit.isEnding, visit.isRenewed]).toEqual([false, true]);
  vi.advanceTimersByTime(6_000);
  expect(visit.isRenewed).toBe(false);
  visit.told(Date.now() + 10 * MINUTE, true);
  visit.ended();
  vi.advanceTimersByTime(10 * MINUTE);
  expect(visit.isEnding).toBe(false);
});
