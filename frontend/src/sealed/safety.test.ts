// @vitest-environment node
import { expect, test } from "vitest";
import { random } from "./octets";
import { safetyNumbers } from "./safety";

const leaf = () => ({ index: 0, identity: random(32), key: random(32) });

test("both sides read the same twelve words, whatever the order of their devices", async () => {
  const [group, one, other] = [random(16), leaf(), leaf()];
  const words = await safetyNumbers(group, [one, other]);
  expect(await safetyNumbers(group, [other, one])).toEqual(words);
  expect(words).toHaveLength(12);
  expect(words.every((number) => number >= 0 && number < 2_048)).toBe(true);
});

test("another key, device or group changes them", async () => {
  const [group, one, other] = [random(16), leaf(), leaf()];
  const words = String(await safetyNumbers(group, [one, other]));
  expect(String(await safetyNumbers(group, [one, { ...other, key: random(32) }]))).not.toBe(words);
  expect(String(await safetyNumbers(group, [one, other, leaf()]))).not.toBe(words);
  expect(String(await safetyNumbers(random(16), [one, other]))).not.toBe(words);
});

test("the words of a known group are these: both browsers of a release must agree", async () => {
  const fixed = (n: number, length: number) => new Uint8Array(length).fill(n);
  const leaves = [2, 4].map((n) => ({ index: n, identity: fixed(n, 32), key: fixed(n + 1, 32) }));
  expect(await safetyNumbers(fixed(1, 16), leaves)).toMatchInlineSnapshot(`
    [
      1044,
      1863,
      135,
      745,
      365,
      1672,
      1391,
      365,
      1852,
      465,
      127,
      403,
    ]
  `);
});
