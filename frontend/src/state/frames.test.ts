import { expect, test, vi } from "vitest";
import { FrameQueue } from "./frames";

test("whatever arrives before a frame is applied once, in order", () => {
  const frames: (() => void)[] = [];
  const apply = vi.fn();
  const queue = new FrameQueue<number>(apply, (flush) => frames.push(flush));
  [1, 2, 3].forEach((item) => queue.push(item));
  expect([frames.length, apply.mock.calls]).toEqual([1, []]);
  frames[0]?.();
  queue.push(4);
  frames[1]?.();
  expect(apply.mock.calls).toEqual([[[1, 2, 3]], [[4]]]);
});

test("an empty flush applies nothing", () => {
  const apply = vi.fn();
  new FrameQueue<number>(apply, () => undefined).flush();
  expect(apply).not.toHaveBeenCalled();
});

test("a hidden tab, which gets no frames, is flushed at once", async () => {
  const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  const apply = vi.fn();
  new FrameQueue<number>(apply).push(1);
  await Promise.resolve();
  expect(apply.mock.calls).toEqual([[[1]]]);
  hidden.mockRestore();
});
