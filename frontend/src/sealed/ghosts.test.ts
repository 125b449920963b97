// @vitest-environment node
// PC-10: a device that somebody slips into a talk, by a modified server or a modified client, is rejected or shown.
import { expect, test } from "vitest";
import { Service } from "../tests/service";
import { kept, reloaded, rows, say, side, talking, texts, until, waiting } from "../tests/talking";
import { Refused } from "../protocol/link";
import type { GivenPackage } from "../protocol/types";
import { add, join, load, makePackage, receive, type OwnPackage } from "./mls";
import { base64, joined, octetsOf, random, type Octets } from "./octets";

const membersOf = (service: Service, member: string) => service.references.get(member) as Octets;

/** A device that the server invents for a member, and the package it hands out for it. */
async function ghostOf(member: string, reference: Uint8Array): Promise<[GivenPackage, OwnPackage]> {
  const identity = joined(reference, random(16));
  const own = await makePackage(identity);
  return [{ member, identity: base64(identity), package: base64(own.frame) }, own];
}

test("a package of a third person in a ticket is refused before anything is founded", async () => {
  const service = new Service();
  const [a] = [await side(service, "a"), await side(service, "b")];
  service.ghosts = [(await ghostOf("x", random(16)))[0]];
  await expect(a.device.ask("b", crypto.randomUUID(), "bonsoir")).rejects.toThrow(Refused);
  expect(service.place).toBeNull();
});

test("a package under another's name is refused, whatever the server says of it", async () => {
  const service = new Service();
  const [a] = [await side(service, "a"), await side(service, "b")];
  const [given] = await ghostOf("b", random(16));
  service.ghosts = [{ ...given, identity: base64(joined(membersOf(service, "b"), random(16))) }];
  await expect(a.device.ask("b", crypto.randomUUID(), "bonsoir")).rejects.toThrow(Refused);
  expect(service.place).toBeNull();
});

test("a device invented for the one who is asked is shown to them as a device of theirs", async () => {
  const service = new Service();
  const [a, b] = [await side(service, "a"), await side(service, "b")];
  service.ghosts = [(await ghostOf("b", membersOf(service, "b")))[0]];
  await a.device.ask("b", crypto.randomUUID(), "bonsoir");
  await b.device.answer("c-1", true);
  await until(async () => (await texts(b)).includes("bonsoir"));
  expect((await b.device.page("c-1", null, 9))[0]).toMatchObject({ kind: "device", author: "b" });
});

test("a device invented for the one who asks is shown to them as a device of theirs", async () => {
  const service = new Service();
  const [a] = [await side(service, "a"), await side(service, "b")];
  service.ghosts = [(await ghostOf("a", membersOf(service, "a")))[0]];
  await a.device.ask("b", crypto.randomUUID(), "bonsoir");
  await until(async () => (await rows(a)).includes("device"));
  expect((await a.device.page("c-1", null, 9))[0]).toMatchObject({ kind: "device", author: "a" });
});

test("a device invented later is shown to both, as a new device of the one it claims to be", async () => {
  const service = new Service();
  const [a, b] = await talking(service);
  const [ghost] = await ghostOf("a", membersOf(service, "a"));
  service.ghosts = [ghost];
  const view = service.view.bind(service);
  service.view = (party) => {
    const seen = view(party);
    const isIn = service.place?.identities.includes(ghost.identity);
    return party.member === "a" && !isIn ? { ...seen, missing: [...seen.missing, ghost.identity] } : seen;
  };
  service.tellAll();
  await say(a, "à nous deux ?");
  await until(async () => (await texts(b)).includes("à nous deux ?"));
  for (const one of [a, b])
    expect(await one.device.page("c-1", null, 9)).toContainEqual(
      expect.objectContaining({ kind: "device", author: "a" }),
    );
});

test("a device that a modified client adds in the other's name is rejected, and reads nothing of the next group", async () => {
  const service = new Service();
  const [a, b] = await talking(service);
  const [, own] = await ghostOf("b", membersOf(service, "b"));
  const made = await add(load((await kept(a)).state as Octets), [own.frame]);
  const ghost = await join(made.welcome as Octets, own);
  const rest = { conversation: "c-1", id: crypto.randomUUID(), welcome: null, removed: [] };
  await a.line.ask({ t: "private.commit", ...rest, frame: base64(made.commit) });
  await until(async () => service.place?.lost === true);
  await say(b, "entre nous");
  await until(async () => (await waiting(b)) === 0);
  const again = await reloaded(service, a);
  await until(async () => (await texts(again)).includes("entre nous"));
  const last = service.place?.items.findLast((item) => item.kind === "message");
  await expect(receive(ghost, octetsOf(last?.frame ?? ""), () => true)).rejects.toThrow();
  expect(last?.identity).toContain(base64(b.line.reference).slice(0, 20));
});
