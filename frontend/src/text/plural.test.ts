import { expect, test } from "vitest";
import { plural } from "./plural";

const FORMS = { one: "un", other: "plusieurs" };

test("French counts zero with one, English does not", () => {
  expect([0, 1, 1.5, 2].map((n) => plural("fr", n, FORMS))).toEqual(["un", "un", "un", "plusieurs"]);
  expect([0, 1, 2].map((n) => plural("en", n, FORMS))).toEqual(["plusieurs", "un", "plusieurs"]);
});

test("a form that a sentence does not give falls back to other", () => {
  expect(plural("fr", 1_000_000, FORMS)).toBe("plusieurs");
});
