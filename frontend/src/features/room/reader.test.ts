import { afterEach, expect, test, vi } from "vitest";
import { Talk } from "../../state/talk.svelte";
import { appWith } from "../../tests/app";
import { Reader } from "./reader.svelte";

afterEach(() => vi.useRealTimers());

async function held(pointerType: string) {
  vi.useRealTimers();
  const { app } = await appWith();
  vi.useFakeTimers();
  const reader = new Reader(app, new Talk("cuisine"));
  reader.touched({ pointerType } as PointerEvent, "1");
  return { app, reader };
}

test("a finger that stays opens the acts of a message after the time chosen", async () => {
  const { app, reader } = await held("touch");
  await vi.advanceTimersByTimeAsync(app.chosen.now.press - 1);
  expect(reader.active).toBeNull();
  await vi.advanceTimersByTimeAsync(1);
  expect(reader.active).toBe("1");
});

test("a finger lifted or scrolling before that, and a mouse, open nothing", async () => {
  const { reader } = await held("touch");
  reader.lifted();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(reader.active).toBeNull();
  const { reader: other } = await held("mouse");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(other.active).toBeNull();
});
