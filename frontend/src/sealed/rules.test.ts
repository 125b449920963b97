// @vitest-environment node
import { expect, test } from "vitest";
import type { Leaf } from "./mls";
import { joined, random } from "./octets";
import { isAllowed } from "./rules";

const [ME, YOU] = [random(16), random(16)];
const leaf = (member: Uint8Array, index: number): Leaf => ({
  index,
  identity: joined(member, random(16)),
  key: random(32),
});
const mine = leaf(ME, 0);
const yours = leaf(YOU, 1);
const commit = { sender: mine, added: [], removed: [], hasOthers: false };

test("a device may renew itself, add its member's devices, remove them and those that are gone", () => {
  expect(isAllowed(commit, [])).toBe(true);
  expect(isAllowed({ ...commit, added: [joined(ME, random(16))] }, [])).toBe(true);
  expect(isAllowed({ ...commit, removed: [leaf(ME, 2)] }, [])).toBe(true);
  expect(isAllowed({ ...commit, removed: [yours] }, [yours.identity])).toBe(true);
});

test("a ghost, another's device, both at once, another proposal, an unknown sender are refused", () => {
  expect(isAllowed({ ...commit, added: [joined(YOU, random(16))] }, [])).toBe(false);
  expect(isAllowed({ ...commit, removed: [yours] }, [])).toBe(false);
  expect(isAllowed({ ...commit, removed: [undefined] }, [])).toBe(false);
  expect(isAllowed({ ...commit, added: [joined(ME, random(16))], removed: [leaf(ME, 2)] }, [])).toBe(false);
  expect(isAllowed({ ...commit, hasOthers: true }, [])).toBe(false);
  expect(isAllowed({ ...commit, sender: undefined }, [])).toBe(false);
});
