// @vitest-environment node
// What the other never received: back among what waits, sent again with one press, nothing twice.
import { expect, test } from "vitest";
import { Service } from "../tests/service";
import { MemoryVault } from "./vault";
import { kept, reloaded, say, side, talking, texts, until, waiting, type Side } from "../tests/talking";

const failed = async ({ device }: Side): Promise<[string, string][]> =>
  (await device.waiting("c-1")).map(({ content, why }) => [(content as { body: string }).body, why]);

const said = async (one: Side) => (await texts(one)).filter(Boolean); // without rows of changed keys

/** B loses its keys while A writes two lines; then a new group is made by A's next line. */
async function lost(service = new Service()): Promise<{ service: Service; a: Side; b: Side }> {
  const [a, b] = await talking(service);
  await say(a, "reçu");
  await until(async () => (await texts(b)).includes("reçu"));
  b.line.isOnline = false;
  for (const text of ["perdu un", "perdu deux"]) await say(a, text);
  await until(async () => (await waiting(a)) === 0);
  await b.disk.write([["talk/c-1", { ...(await kept(b)), state: null, group: "" }]]);
  b.line.isOnline = true;
  const back = await reloaded(service, b);
  await say(a, "après");
  await until(async () => (await texts(back)).includes("après"));
  await until(async () => (await waiting(a)) === 2);
  return { service, a, b: back };
}

test("what was said between the loss and the new group waits as not received, in order, and is in the log no more", async () => {
  const { a } = await lost();
  expect(await failed(a)).toEqual([
    ["perdu un", "not_received"],
    ["perdu deux", "not_received"],
  ]);
  expect(await said(a)).toEqual(["bonsoir", "reçu", "après"]);
});

test("sent again it is read once by both, and told no second time", async () => {
  const { service, a, b } = await lost();
  const [first] = await a.device.waiting("c-1");
  await a.device.retry("c-1", first?.id ?? "");
  await until(async () => (await texts(b)).filter((one) => one === "perdu un").length === 1);
  const again = await reloaded(service, a);
  expect(await failed(again)).toEqual([["perdu deux", "not_received"]]);
  expect(await said(again)).toEqual(["bonsoir", "reçu", "après", "perdu un"]);
});

test("nothing leaves by itself: the next line goes, what was not received waits for its author", async () => {
  const { a, b } = await lost();
  await say(a, "encore");
  await until(async () => (await texts(b)).includes("encore"));
  expect(await failed(a)).toHaveLength(2);
});

test("one's own second device hears what the first sent again, and offers it no more", async () => {
  const service = new Service();
  const [a, b] = await talking(service);
  const phone = await side(service, "a", new MemoryVault());
  service.tellAll();
  await say(a, "à tous");
  await until(async () => (await texts(phone)).includes("à tous") && (await texts(b)).includes("à tous"));
  b.line.isOnline = false;
  await say(a, "perdu");
  await until(async () => (await texts(phone)).includes("perdu"));
  await b.disk.write([["talk/c-1", { ...(await kept(b)), state: null, group: "" }]]);
  b.line.isOnline = true;
  const back = await reloaded(service, b);
  await say(a, "après");
  await until(async () => (await waiting(a)) === 1 && (await waiting(phone)) === 1);
  const [one] = await a.device.waiting("c-1");
  await a.device.retry("c-1", one?.id ?? "");
  await until(async () => (await texts(back)).includes("perdu"));
  await until(async () => (await waiting(phone)) === 0);
  expect((await texts(phone)).filter((text) => text === "perdu")).toHaveLength(1);
});
