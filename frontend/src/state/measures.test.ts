import { expect, test } from "vitest";
import type { Ask } from "../protocol/link";
import type { Frame } from "../protocol/types";
import { Measures } from "./measures.svelte";

const SENTENCE = { fr: "Vous écrivez très vite.", en: "You are writing very fast." };

function measures(asked: Ask[] = []): Measures {
  return new Measures((command) => {
    asked.push(command);
    return Promise.resolve({ t: "ok", n: 1 } as Frame);
  });
}

test("words are off until their date, and no longer once everything is lifted", () => {
  const mine = measures();
  mine.told({ t: "bound", kind: "cool_off", sentence: SENTENCE, ends: 100 });
  expect([mine.coolOff(99)?.ends, mine.coolOff(100)]).toEqual([100, null]);
  mine.told({ t: "freed" });
  expect(mine.coolOff(1)).toBeNull();
});

test("requests off take no word in a room away", () => {
  const mine = measures();
  mine.told({ t: "bound", kind: "requests_off", sentence: SENTENCE, ends: 100 });
  expect(mine.coolOff(1)).toBeNull();
});

test("a question waits until it is answered, and the answer is sent", async () => {
  const asked: Ask[] = [];
  const mine = measures(asked);
  mine.told({ t: "age_asked", until: 600, in_passing: false });
  expect(mine.ageUntil).toBe(600);
  await mine.answerAge(true);
  expect([mine.ageUntil, asked]).toEqual([0, [{ t: "answer_age", adult: true }]]);
});

test("a question in passing says so, and goes away without an answer", () => {
  const mine = measures();
  mine.told({ t: "age_asked", until: 600, in_passing: true });
  expect([mine.ageUntil, mine.ageInPassing]).toEqual([600, true]);
  mine.told({ t: "freed" });
  expect(mine.ageUntil).toBe(0);
});

test("other frames are left to others", () => {
  expect(measures().told({ t: "ok", n: 1 })).toBe(false);
});

test("the end of the hours is kept as it is told", () => {
  const mine = measures();
  expect(mine.told({ t: "closing", at: 5 })).toBe(true);
  expect(mine.closesAt).toBe(5);
});
