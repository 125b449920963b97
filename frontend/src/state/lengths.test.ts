import { expect, test } from "vitest";
import { LIMITS, written } from "../sealed/payload";
import { leftOf, parts, SEALED } from "./lengths";

const plain = (text: string) => text.replace(/\s+/gu, " ").trim();

test("the nearer limit counts: characters for plain words, octets for pictures", () => {
  expect(leftOf("a".repeat(1_999), SEALED)).toBe(1);
  expect(leftOf("😀".repeat(900), SEALED)).toBe(0);
  expect(leftOf("😀".repeat(901), SEALED)).toBe(-4);
});

test("a text that fits is one message, and an empty one none", () => {
  expect([parts(" bonsoir ", SEALED), parts("  ", SEALED)]).toEqual([["bonsoir"], []]);
});

test("a longer text becomes several, each fit to be sealed, and not a word is lost", () => {
  const words = Array.from({ length: 1_500 }, (_, n) => `mot${n}${n % 9 ? "" : "."}${n % 50 ? "" : "\n\n"}`);
  for (const text of [
    words.join(" "),
    `${"é".repeat(1_900)} « fin »`,
    '"\n'.repeat(2_500),
    "👩‍👩‍👧".repeat(400),
  ]) {
    const sent = parts(text, SEALED);
    expect(sent.length).toBeGreaterThan(1);
    expect(plain(sent.join(" ")).replaceAll(" ", "")).toBe(plain(text).replaceAll(" ", ""));
    for (const body of sent) {
      expect(leftOf(body, SEALED)).toBeGreaterThanOrEqual(0);
      const edit = { kind: "edit" as const, body: { id: crypto.randomUUID(), text: body } };
      expect(written(edit, Date.now()).length).toBeLessThanOrEqual(LIMITS.payload);
    }
  }
});

test("it is cut where a reader pauses, and what is one sign to the eye is never parted", () => {
  const [first] = parts(`${"a ".repeat(700)}fin.\n\n${"b ".repeat(800)}`, SEALED);
  expect(first?.endsWith("fin.")).toBe(true);
  for (const body of parts("👩‍👩‍👧".repeat(400), SEALED)) expect(body.startsWith("👩")).toBe(true);
});
