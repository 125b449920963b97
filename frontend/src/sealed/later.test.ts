// @vitest-environment node
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Ask } from "../protocol/link";
import { BUSY_MS, refused, Service } from "../tests/service";
import { kept, reloaded, say, talking, texts, until, waiting } from "../tests/talking";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout"] }));
afterEach(() => vi.useRealTimers());

const busy = () => refused("busy", BUSY_MS);
const sends = ({ commands }: Service) => commands.filter((one) => one === "private.send").length;

test("what a crowded server refuses leaves by itself, the same octets, in order, and not before it said", async () => {
  const service = new Service();
  const [a, b] = await talking(service);
  const frames: string[] = [];
  service.refuses = (one) => one.t === "private.send" && frames.push(one.frame) <= 2 && busy();
  await say(a, "un");
  await until(async () => (await a.device.waiting("c-1"))[0]?.why === "busy");
  await say(a, "deux");
  await say(a, "trois");
  await a.device.sweep(); // one operation at a time: all that came before is done
  expect(sends(service)).toBe(1);
  await vi.advanceTimersByTimeAsync(2 * BUSY_MS);
  await until(async () => sends(service) === 2);
  await vi.advanceTimersByTimeAsync(2 * BUSY_MS);
  await until(async () => (await texts(b)).length === 4);
  expect(await texts(b)).toEqual(["bonsoir", "un", "deux", "trois"]);
  expect(new Set(frames.slice(0, 3)).size).toBe(1);
  expect(await waiting(a)).toBe(0);
});

test("a commit that a crowded server refuses is kept, and the message behind it follows", async () => {
  const service = new Service();
  const [first, b] = await talking(service);
  await first.device.sweep(); // one operation at a time: all that came before is done
  await first.disk.write([["talk/c-1", { ...(await kept(first)), sent: 50 }]]);
  const a = await reloaded(service, first);
  const frames: string[] = [];
  service.refuses = (one) => one.t === "private.commit" && frames.push(one.frame) === 1 && busy();
  await say(a, "après les clés");
  await until(async () => (await kept(a)).pending !== null && frames.length === 1);
  await vi.advanceTimersByTimeAsync(2 * BUSY_MS);
  await until(async () => (await texts(b)).includes("après les clés"));
  expect(new Set(frames).size).toBe(1);
});

test("words that wait for a crowd to pass outlive the page", async () => {
  const service = new Service();
  const [a, b] = await talking(service);
  service.refuses = ({ t }: Ask) => t === "private.send" && busy();
  await say(a, "gardé");
  await until(async () => (await a.device.waiting("c-1"))[0]?.why === "busy");
  service.refuses = () => null;
  await reloaded(service, a);
  await until(async () => (await texts(b)).includes("gardé"));
});

test("what came while the server was crowded is fetched when it said", async () => {
  const service = new Service();
  const [a, b] = await talking(service);
  await say(a, "un");
  await until(async () => (await texts(b)).includes("un"));
  const line = b.line.hear;
  b.line.hear = () => undefined; // the bell is lost, so that the next one tells of a hole
  await say(a, "deux");
  await until(async () => (await waiting(a)) === 0);
  b.line.hear = line;
  service.refuses = ({ t }: Ask) => t === "private.fetch" && busy();
  await say(a, "trois");
  await until(async () => service.commands.includes("private.fetch"));
  service.refuses = () => null;
  await vi.advanceTimersByTimeAsync(2 * BUSY_MS);
  await until(async () => (await texts(b)).length === 4);
  expect(await texts(b)).toEqual(["bonsoir", "un", "deux", "trois"]);
});

test("what is asked on a new line before this device has said its name leaves after it, by itself", async () => {
  const service = new Service();
  const [a, b] = await talking(service);
  const frames: string[] = [];
  service.refuses = (one) => one.t === "private.send" && frames.push(one.frame) === 1 && refused("no_device");
  await say(a, "à peine revenu");
  await a.device.begin();
  await until(async () => (await texts(b)).includes("à peine revenu"));
  expect(new Set(frames).size).toBe(1);
});
