import { afterEach, expect, test, vi } from "vitest";
import { SOUNDS, Sounds, type Sound } from "./sounds.svelte";

const lengths: number[] = [];

/** What the browser plays with, writing down how long each tone lasts. */
class Instrument {
  currentTime = 0;
  destination = {};
  resume = () => Promise.resolve();
  createGain() {
    const ramp = { setValueAtTime: vi.fn(), exponentialRampToValueAtTime: vi.fn() };
    return { gain: ramp, connect: (to: unknown) => to };
  }
  createOscillator() {
    const frequency = { setValueAtTime: vi.fn(), exponentialRampToValueAtTime: vi.fn() };
    return {
      frequency,
      connect: (to: unknown) => to,
      start: vi.fn(),
      stop: (at: number) => lengths.push(at),
    };
  }
}
vi.stubGlobal("AudioContext", Instrument);
afterEach(() => lengths.splice(0));

function held(sound: Sound) {
  const clock = { now: 0 };
  return {
    clock,
    sounds: new Sounds(
      () => sound,
      () => clock.now,
    ),
  };
}

test("nothing sounds and no sign shows unless a sound was chosen", () => {
  const { sounds } = held("none");
  sounds.ring("Lavande vous nomme");
  expect([lengths, sounds.sign]).toEqual([[], ""]);
});

test("every sound lasts 400 ms at most and comes with its sign", () => {
  for (const sound of SOUNDS.slice(1)) {
    const { sounds } = held(sound);
    sounds.ring("Lavande vous nomme");
    expect(sounds.sign).toBe("Lavande vous nomme");
  }
  expect(lengths.length).toBeGreaterThanOrEqual(3);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(0.4);
});

test("no more than one sound in three seconds", () => {
  const { sounds, clock } = held("drop");
  sounds.ring("un");
  clock.now = 2_999;
  sounds.ring("deux");
  expect([lengths.length, sounds.sign]).toEqual([1, "un"]);
  clock.now = 3_000;
  sounds.ring("trois");
  expect([lengths.length, sounds.sign]).toEqual([2, "trois"]);
});
