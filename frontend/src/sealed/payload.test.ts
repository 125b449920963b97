// @vitest-environment node
import { expect, test } from "vitest";
import vectors from "../../../tests/vectors/mls/franking.json";
import { utf8 } from "./octets";
import { classOf, isRequest, readPayload, written } from "./payload";

const ID = "0123456789abcdef";
const asText = (octets: Uint8Array) => new TextDecoder().decode(octets);

test("a text is written as the published payloads are, octet for octet", () => {
  const [first] = vectors.valid;
  if (!first) throw new Error("no vector");
  expect(asText(written({ kind: "text", body: "Bonjour !" }, 1_795_424_401_000))).toBe(first.payload_utf8);
});

test("every kind reads back as it was written", () => {
  for (const content of [
    { kind: "text", body: "bonsoir" },
    { kind: "action", body: "sourit" },
    { kind: "edit", body: { id: ID, text: "bonne nuit" } },
    { kind: "reaction", body: { id: ID, emoji: "👍", on: true } },
    { kind: "retract", body: { id: ID } },
  ] as const) {
    expect(readPayload(written(content, 5, ID))).toEqual({ v: 1, ...content, reply_to: ID, sent_at: 5 });
  }
});

test.each([
  ["another version", '{"v":2,"kind":"text","body":"x","reply_to":null,"sent_at":1}'],
  ["an unknown kind", '{"v":1,"kind":"script","body":"x","reply_to":null,"sent_at":1}'],
  ["an empty text", '{"v":1,"kind":"text","body":" ","reply_to":null,"sent_at":1}'],
  ["a body of another shape", '{"v":1,"kind":"text","body":{"a":1},"reply_to":null,"sent_at":1}'],
  ["an edit without its message", '{"v":1,"kind":"edit","body":{"text":"x"},"reply_to":null,"sent_at":1}'],
  ["a body that is nothing", '{"v":1,"kind":"edit","body":null,"reply_to":null,"sent_at":1}'],
  ["no JSON", "bonsoir"],
])("what no device of ours writes is not read: %s", (_what, text) => {
  expect(readPayload(utf8(text))).toBeNull();
});

test("the smallest class that holds a payload is chosen, and too long is refused", () => {
  expect([155, 156, 411, 412, 923, 1_947, 3_995].map(classOf)).toEqual([
    256, 512, 512, 1_024, 1_024, 2_048, 4_096,
  ]);
  expect(() => classOf(3_996)).toThrow(RangeError);
  expect(() => written({ kind: "text", body: "é".repeat(2_000) }, 1)).toThrow(RangeError);
});

test("half of a letter that two halves make is replaced, not sent", () => {
  expect(readPayload(written({ kind: "text", body: "a\ud800" }, 1))?.body).toBe("a\ufffd");
});

test("a first contact is one text of at most 200 characters", () => {
  const asked = (body: string, kind: "text" | "action" = "text") =>
    isRequest({ v: 1, kind, body, reply_to: null, sent_at: 1 });
  expect([asked("é".repeat(200)), asked("é".repeat(201)), asked("x", "action")]).toEqual([
    true,
    false,
    false,
  ]);
});
