// @vitest-environment node
import { expect, test } from "vitest";
import {
  add,
  agreement,
  encrypt,
  epochOf,
  found,
  join,
  leavesOf,
  load,
  makePackage,
  receive,
  remove,
  save,
  update,
  welcomed,
  type Change,
  type Group,
} from "./mls";
import { hex, random, utf8, type Octets } from "./octets";

const yes = () => true;
const C = new Uint8Array(32).fill(7);

async function pair(): Promise<[Group, Group, Octets, Octets]> {
  const [one, other] = [random(32), random(32)];
  const own = await makePackage(other);
  const made = await found(random(16), one, [own.frame]);
  return [made.group, await join(made.welcome as Octets, own), one, other];
}

test("a package weighs what the strict reader of the server expects, and its Welcome names it", async () => {
  const [own, last] = [await makePackage(random(32)), await makePackage(random(32), true)];
  expect([own.frame.length, last.frame.length]).toEqual([304, 309]);
  const made = await found(random(16), random(32), [own.frame, last.frame]);
  expect(welcomed(made.welcome as Octets)).toEqual([own.reference, last.reference]);
});

test("two devices agree at epoch 1 and hear each other, each named", async () => {
  const [a, b, one] = await pair();
  expect([epochOf(a), epochOf(b), agreement(a) === agreement(b)]).toEqual([1, 1, true]);
  const sent = await encrypt(a, utf8("bonsoir"), C, 256);
  const got = await receive(b, sent.frame, yes);
  if (got.kind !== "message") throw new Error(got.kind);
  expect(new TextDecoder().decode(got.octets)).toBe("bonsoir");
  expect([hex(got.sender.identity), hex(got.commitment)]).toEqual([hex(one), hex(C)]);
});

test("frames have the lengths of their class, whatever they hold", async () => {
  let [a] = await pair();
  const lengths = [];
  for (const [length, size] of [
    [1, 256],
    [155, 256],
    [411, 512],
    [923, 1_024],
    [1_947, 2_048],
    [3_995, 4_096],
  ] as const) {
    const made = await encrypt(a, new Uint8Array(length + 33), C, size);
    lengths.push(made.frame.length - size);
    a = made.group;
  }
  expect(new Set(lengths)).toEqual(new Set([110]));
  const { commit } = await update(a);
  expect(commit.length).toBe(1_102);
});

test("a message altered, replayed, or of another group opens nothing", async () => {
  const [a, b] = await pair();
  const { frame } = await encrypt(a, utf8("x"), C, 256);
  const altered = frame.map((octet, at) => (at === 40 ? octet ^ 1 : octet)); // in the commitment
  await expect(receive(b, altered, yes)).rejects.toThrow();
  const got = await receive(b, frame, yes);
  if (got.kind !== "message") throw new Error(got.kind);
  await expect(receive(got.group, frame, yes)).rejects.toThrow();
  const [, other] = await pair();
  await expect(receive(other, frame, yes)).rejects.toThrow();
});

test("the state comes back whole from its octets", async () => {
  const [a, b] = await pair();
  const { frame } = await encrypt(load(save(a)), utf8("x"), C, 256);
  expect((await receive(load(save(b)), frame, yes)).kind).toBe("message");
});

test("a lost race keeps the old group: drop the pending commit, take the winner, build again", async () => {
  const [a, b] = await pair();
  const lost = await update(a);
  const won = await update(b);
  const caughtUp = await receive(a, won.commit, yes);
  if (caughtUp.kind !== "commit") throw new Error(caughtUp.kind);
  const again = await update(caughtUp.group);
  const got = await receive(won.group, again.commit, yes);
  if (got.kind !== "commit") throw new Error(got.kind);
  expect(epochOf(lost.group)).toBe(2);
  expect([epochOf(got.group), agreement(got.group)]).toEqual([3, agreement(again.group)]);
});

test("a commit that is not allowed changes nothing, and the callback saw who and what", async () => {
  const [a, b, one] = await pair();
  const ghost = await makePackage(random(32));
  const made = await add(a, [ghost.frame]);
  let seen: unknown;
  const got = await receive(b, made.commit, (proposed) => {
    seen = [
      hex(proposed.sender?.identity ?? C),
      proposed.added.length,
      proposed.removed.length,
      proposed.hasOthers,
    ];
    return false;
  });
  expect([got.kind, seen]).toEqual(["rejected", [hex(one), 1, 0, false]]);
});

test("a device removed opens nothing afterwards", async () => {
  const [a, b, one] = await pair();
  const second = await makePackage(one);
  const added = await add(a, [second.frame]);
  const c = await join(added.welcome as Octets, second);
  const here = await receive(b, added.commit, yes);
  if (here.kind !== "commit") throw new Error(here.kind);
  const leaf = leavesOf(here.group).find((one) => one.index === 2);
  const cut: Change = await remove(here.group, [leaf?.index ?? -1]);
  const { frame } = await encrypt(cut.group, utf8("x"), C, 256);
  await expect(receive(c, frame, yes)).rejects.toThrow();
});
