// Two people whose devices talk over the delivery service in memory: what tests of a device begin with.
import { expect, vi } from "vitest";
import { Device } from "../sealed/device";
import type { Entry } from "../sealed/history";
import type { Kept, Told } from "../sealed/talk";
import { SafeVault } from "../sealed/safe";
import { MemoryVault } from "../sealed/vault";
import { Service } from "./service";

export interface Side {
  device: Device;
  line: ReturnType<Service["line"]>;
  disk: MemoryVault;
  told: Told[];
}

export async function side(
  service: Service,
  member: string,
  disk = new MemoryVault(),
  line = service.line(member),
): Promise<Side> {
  const told: Told[] = [];
  const device = new Device(
    new SafeVault(disk),
    line,
    (one) => told.push(one),
    () => member,
  );
  line.hear = (frame) => device.hear(frame);
  await device.begin().catch(() => device.begin()); // the line tries again
  return { device, line, disk, told };
}

/** The page is closed and opened again: a new device object over the same disk and line. */
export async function reloaded(service: Service, { line, disk }: Side): Promise<Side> {
  return side(service, line.member, disk, line);
}

export async function talking(service = new Service()): Promise<[Side, Side]> {
  const [a, b] = [await side(service, "a"), await side(service, "b")];
  await a.device.ask("b", crypto.randomUUID(), "bonsoir");
  await b.device.requests(0, false).catch(() => undefined);
  await b.device.answer("c-1", true);
  return [a, b];
}

export const texts = async ({ device }: Side) => (await device.page("c-1", null, 500)).map((one) => one.text);
export const rows = async ({ device }: Side): Promise<Entry["kind"][]> =>
  (await device.page("c-1", null, 500)).map((one) => one.kind);
export const say = ({ device }: Side, text: string) =>
  device.send("c-1", crypto.randomUUID(), { kind: "text", body: text }, null);
export const waiting = async ({ device }: Side) => (await device.waiting("c-1")).length;
export const kept = async ({ disk }: Side) => (await disk.read<Kept>("talk/c-1")) as Kept;

/** Until both have all of it; each turn runs what is queued. */
export async function until(check: () => Promise<boolean>): Promise<void> {
  await vi.waitFor(async () => expect(await check()).toBe(true), { timeout: 5_000, interval: 5 });
}
