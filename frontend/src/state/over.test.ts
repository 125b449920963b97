import { expect, test } from "vitest";
import { isOver } from "./over";

const answering = (answer: Partial<Response>) => () => Promise.resolve(answer as Response);

test("a visit is over when the chat is closed to it or sends it back to the gate", async () => {
  expect(await isOver(answering({ status: 403, type: "basic" }))).toBe(true);
  expect(await isOver(answering({ status: 0, type: "opaqueredirect" }))).toBe(true);
  expect(await isOver(answering({ status: 200, type: "basic" }))).toBe(false);
  expect(await isOver(() => Promise.reject(new TypeError("no line")))).toBe(false);
});
