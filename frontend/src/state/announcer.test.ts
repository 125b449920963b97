import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { message } from "../tests/people";
import { Announcer, type Heard } from "./announcer.svelte";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const heard = (text: string, toMe = false): Heard => ({ room: "Cuisine", message: message({ text }), toMe });
const announcer = () =>
  new Announcer(
    (n, room) => `${n} dans ${room}`,
    () => Date.now(),
  );

test("a message alone is said with its author's name, without time or age", () => {
  const voice = announcer();
  voice.hear(heard("bonsoir"), "everything");
  expect(voice.words).toBe("Lavande: bonsoir");
});

test("faster than one in two seconds, messages are grouped", () => {
  const voice = announcer();
  ["un", "deux", "trois"].forEach((text) => voice.hear(heard(text), "everything"));
  expect(voice.words).toBe("Lavande: un");
  vi.advanceTimersByTime(2_000);
  expect(voice.words).toBe("2 dans Cuisine");
});

test("one message held back is said whole", () => {
  const voice = announcer();
  ["un", "deux"].forEach((text) => voice.hear(heard(text), "everything"));
  vi.advanceTimersByTime(2_000);
  expect(voice.words).toBe("Lavande: deux");
});

test("each level keeps quiet what it should", () => {
  const voice = announcer();
  voice.hear(heard("un", true), "nothing");
  voice.hear(heard("deux"), "mentions");
  expect(voice.words).toBe("");
  voice.hear(heard("trois", true), "mentions");
  expect(voice.words).toBe("Lavande: trois");
});
