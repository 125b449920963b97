// @vitest-environment node
// PC-10, random groups of two people's devices: small here, whole with VITE_GROUPS=15 VITE_STEPS=40 (make rehearse).
import { expect, test } from "vitest";
import { add, agreement, encrypt, found, join, leavesOf, load, makePackage } from "./mls";
import { receive, remove, save, update, type Change, type Group, type OwnPackage } from "./mls";
import { hex, joined, random, utf8, type Octets } from "./octets";
import { isAllowed, memberOf } from "./rules";

const GROUPS = Number(import.meta.env["VITE_GROUPS"] ?? 2);
const STEPS = Number(import.meta.env["VITE_STEPS"] ?? 10); // commits of a group
const C = new Uint8Array(32);
const LARGEST = 6;
const AT_ONCE = 3;

interface Device {
  identity: Octets;
  group: Group;
}

/** A commit not yet taken: whose it is, what it makes of the group, who comes and who goes. */
interface Made {
  by: Device;
  change: Change;
  comes: { identity: Octets; own: OwnPackage } | null;
  goes: Device | null;
}

/** What befell the groups of a run. */
const seen = { add: 0, remove: 0, update: 0, races: 0, anew: 0 };
const KINDS = ["add", "remove", "update", "races"] as const;
const pick = <T>(all: T[]): T => all[Math.floor(Math.random() * all.length)] as T;
const nameOf = ({ identity }: Device): string => hex(identity);
const isAlike = (one: Device, other: Device): boolean =>
  hex(memberOf(one.identity)) === hex(memberOf(other.identity));

/** A group of all these devices, as when a talk begins or its state was lost; nobody has to do anything for it. */
async function foundAnew(identities: Octets[]): Promise<Device[]> {
  const [first, ...others] = identities as [Octets, ...Octets[]];
  const owns = await Promise.all(others.map((identity) => makePackage(identity)));
  const made = await found(
    random(16),
    first,
    owns.map((own) => own.frame),
  );
  const joins = owns.map(async (own, at) => ({
    identity: others[at] as Octets,
    group: await join(made.welcome as Octets, own),
  }));
  return [{ identity: first, group: made.group }, ...(await Promise.all(joins))];
}

/** One device makes a commit of its choice: a device of its member comes, or goes, or keys are renewed. */
async function commitOf(by: Device, devices: Device[], isFull: boolean): Promise<Made> {
  const wanted = pick(["update", "add", "remove"]);
  const mine = devices.filter((one) => one !== by && isAlike(one, by));
  if (wanted === "add" && !isFull) {
    const identity = joined(memberOf(by.identity), random(16));
    const own = await makePackage(identity);
    return { by, change: await add(by.group, [own.frame]), comes: { identity, own }, goes: null };
  }
  if (wanted === "remove" && mine.length) {
    const goes = pick(mine);
    const leaf = leavesOf(by.group).find((one) => hex(one.identity) === nameOf(goes));
    return { by, change: await remove(by.group, [leaf?.index ?? -1]), comes: null, goes };
  }
  return { by, change: await update(by.group), comes: null, goes: null };
}

/** The server takes a commit: everybody else in the group applies it; null where one cannot follow or join. */
async function take({ by, change, comes, goes }: Made, devices: Device[]): Promise<Device[] | null> {
  const staying = devices.filter((one) => one !== by && one !== goes);
  by.group = change.group;
  for (const one of staying) {
    const got = await receive(load(save(one.group)), change.commit, (proposed) => isAllowed(proposed, []));
    if (got.kind !== "commit") throw new Error(got.kind);
    expect(hex(got.sender.identity)).toBe(nameOf(by));
    one.group = got.group;
  }
  const after = [by, ...staying];
  if (!comes) return after;
  const group = await join(change.welcome as Octets, comes.own).catch(() => null); // about 1 addition in 245
  return group && [...after, { identity: comes.identity, group }];
}

/** One commit, or several made at once of which one comes first: the others drop theirs, follow, and build again. */
async function step(
  devices: Device[],
  left: number,
): Promise<{ devices: Device[]; gone: Device[]; took: number }> {
  const some = Math.random() < 0.3 ? Math.min(AT_ONCE, devices.length, left) : 1;
  let racing = [...devices].sort(() => Math.random() - 0.5).slice(0, some);
  const gone: Device[] = [];
  let took = 0;
  while (racing.length) {
    const isFull = devices.length >= LARGEST;
    const made = await Promise.all(racing.map((by) => commitOf(by, devices, isFull)));
    const first = pick(made);
    note(first, made.length);
    const identities = devices.filter((one) => one !== first.goes).map((one) => one.identity);
    const after = await take(first, devices);
    took += 1;
    if (first.goes) gone.push({ ...first.goes });
    if (!after) seen.anew += 1;
    devices = after ?? (await foundAnew([...identities, first.comes?.identity ?? random(32)]));
    racing = after ? racing.filter((one) => one !== first.by && devices.includes(one)) : [];
  }
  return { devices, gone, took };
}

function note({ comes, goes }: Made, many: number): void {
  seen[comes ? "add" : goes ? "remove" : "update"] += 1;
  if (many > 1) seen.races += 1;
}

/** Everybody agrees, hears whoever speaks and knows who it is; whoever was removed opens nothing. */
async function check(devices: Device[], gone: Device[]): Promise<void> {
  expect(new Set(devices.map((one) => agreement(one.group))).size).toBe(1);
  const [by, ...others] = devices.sort(() => Math.random() - 0.5) as [Device, ...Device[]];
  const sent = await encrypt(by.group, utf8("x"), C, 256);
  by.group = sent.group;
  for (const one of others) {
    const got = await receive(one.group, sent.frame, () => true);
    if (got.kind !== "message") throw new Error(got.kind);
    expect(hex(got.sender.identity)).toBe(nameOf(by));
    one.group = got.group;
  }
  for (const one of gone) await expect(receive(one.group, sent.frame, () => true)).rejects.toThrow();
}

test(
  "whatever comes, goes, is renewed, or is done by three at once, all agree and hear one another; who is gone hears nothing",
  { timeout: 900_000 },
  async () => {
    for (let turn = 0; turn < GROUPS; turn += 1) {
      const members = [random(16), random(16)];
      let devices = await foundAnew(members.map((member) => joined(member, random(16))));
      let gone: Device[] = [];
      for (let at = 0; at < STEPS;) {
        const after = await step(devices, STEPS - at);
        devices = after.devices;
        gone = [...gone, ...after.gone];
        at += after.took;
        await check(devices, gone);
      }
    }
    if (GROUPS * STEPS >= 100) for (const kind of KINDS) expect(seen[kind], kind).toBeGreaterThan(10);
  },
);
