// @vitest-environment node
import { expect, test } from "vitest";
import vectors from "../../../tests/vectors/mls/franking.json";
import { frank, openFranked, opens } from "./franking";
import { hex, joined, random, utf8, type Octets } from "./octets";

const raw = (text: string): Octets =>
  Uint8Array.from(text.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));

test("the published openings are made and opened", async () => {
  for (const { fk, payload_hex, c } of vectors.valid) {
    const made = await frank(raw(payload_hex), raw(fk));
    expect(hex(made.commitment)).toBe(c);
    expect(await openFranked(made.data, raw(c))).toEqual({ fk: raw(fk), payload: raw(payload_hex) });
  }
});

test("the published forgeries are refused", async () => {
  for (const { name, fk, payload_hex, c } of vectors.invalid) {
    expect([name, await opens(raw(fk), raw(payload_hex), raw(c))]).toEqual([name, false]);
  }
});

test("a key of another length, or another version, is refused on both sides", async () => {
  await expect(frank(utf8("x"), random(33))).rejects.toThrow(RangeError);
  const { data, commitment } = await frank(utf8("x"));
  expect(await openFranked(joined(Uint8Array.of(2), data.slice(1)), commitment)).toBeNull();
});

test("no random alteration of key, payload or commitment opens", async () => {
  for (let turn = 0; turn < 300; turn += 1) {
    const { data, commitment } = await frank(random(1 + (turn % 50)));
    const at = 1 + (Math.floor(Math.random() * (data.length + 31)) % (data.length + 31));
    const all = joined(data, commitment);
    all[at] = (all[at] ?? 0) ^ (1 + Math.floor(Math.random() * 255));
    expect(await openFranked(all.slice(0, data.length), all.slice(data.length))).toBeNull();
  }
});
