// @vitest-environment node
import { expect, test } from "vitest";
import { say, side, talking, texts, until } from "../tests/talking";
import { Service } from "../tests/service";
import { SafeVault } from "./safe";
import type { Rest } from "./talk";
import { MemoryVault } from "./vault";

/** A disk with so much room: it takes nothing while it is full, as a browser does. */
class SmallDisk extends MemoryVault {
  isFull = false;
  why = "QuotaExceededError";

  override async write(puts: [string, unknown][], drops: string[] = []): Promise<void> {
    if (this.isFull) throw Object.assign(new Error("no"), { name: this.why });
    await super.write(puts, drops);
  }
}

function safe(disk: SmallDisk | null): { vault: SafeVault; told: Rest[] } {
  const told: Rest[] = [];
  return { vault: new SafeVault(disk, (rest) => told.push(rest)), told };
}

test("what a full disk refuses is read as if it had been written, and told once", async () => {
  const disk = new SmallDisk();
  const { vault, told } = safe(disk);
  await vault.write([["log/1", "avant"]]);
  disk.isFull = true;
  await vault.write([["log/2", "pendant"]]);
  await vault.write([["log/3", "encore"]], ["log/1"]);
  expect(await vault.list("log/")).toEqual([
    ["log/2", "pendant"],
    ["log/3", "encore"],
  ]);
  expect([await vault.read("log/1"), await vault.read("log/2")]).toEqual([null, "pendant"]);
  expect(told).toEqual(["full"]);
});

test("once there is room everything held is written, as it stands at last, and that is told", async () => {
  const disk = new SmallDisk();
  const { vault, told } = safe(disk);
  await vault.write([["a", 1]]);
  disk.isFull = true;
  await vault.write([["b", 1]], ["a"]);
  await vault.write([["b", 2]]);
  await vault.again();
  expect(await disk.list("")).toEqual([["a", 1]]);
  disk.isFull = false;
  await vault.again();
  expect(await disk.list("")).toEqual([["b", 2]]);
  expect(told).toEqual(["full", "device"]);
});

test("what was dropped while the disk was full and written again is there", async () => {
  const disk = new SmallDisk();
  const { vault } = safe(disk);
  await vault.write([["a", 1]]);
  disk.isFull = true;
  await vault.write([], ["a"]);
  disk.isFull = false;
  await vault.write([["a", 2]]);
  expect(await disk.read("a")).toBe(2);
});

test("the last entries stay as many when some faded while the disk was full", async () => {
  const disk = new SmallDisk();
  const { vault } = safe(disk);
  await vault.write(Array.from({ length: 6 }, (_, at) => [`log/${at}`, at]));
  disk.isFull = true;
  await vault.write([], ["log/4", "log/5"]);
  expect(await vault.list("log/", undefined, 3)).toEqual([
    ["log/1", 1],
    ["log/2", 2],
    ["log/3", 3],
  ]);
});

test("another trouble of the disk, and no disk at all, are told as a page that keeps nothing", async () => {
  const disk = new SmallDisk();
  const { vault, told } = safe(disk);
  Object.assign(disk, { isFull: true, why: "UnknownError" });
  await vault.write([["a", 1]]);
  expect(told).toEqual(["page"]);
  const none = safe(null);
  await none.vault.write([["a", 1]]);
  expect([none.vault.rest, await none.vault.read("a")]).toEqual(["page", 1]);
});

test("a talk goes on both ways while the disk is full, and survives a reload once it was written", async () => {
  const service = new Service();
  const [a, b] = await talking(service);
  const disk = new SmallDisk();
  for (const [name, value] of await b.disk.list<unknown>("")) await disk.write([[name, value]]);
  const full = await side(service, "b", disk, b.line);
  disk.isFull = true;
  await say(a, "un");
  await say(full, "deux");
  await until(async () => (await texts(a)).length === 3 && (await texts(full)).length === 3);
  expect((await disk.list("log/")).length).toBe(1);
  disk.isFull = false;
  await full.device.sweep();
  const back = await side(service, "b", disk, b.line);
  expect(await texts(back)).toEqual(["bonsoir", "un", "deux"]);
  await say(a, "trois");
  await until(async () => (await texts(back)).includes("trois"));
});
