// @vitest-environment node
import { afterEach, expect, test, vi } from "vitest";
import { Service } from "../tests/service";
import { kept, reloaded, rows, say, side, talking, texts, until, waiting } from "../tests/talking";

afterEach(() => vi.useRealTimers());

test("a request is read before it is accepted, then both talk and hear each other in order", async () => {
  const [a, b] = await talking();
  await say(a, "un");
  await say(b, "deux");
  await until(async () => (await texts(a)).length === 3 && (await texts(b)).length === 3);
  expect(await texts(b)).toEqual(await texts(a));
  expect((await texts(a))[0]).toBe("bonsoir");
});

test("twenty answers lost, for messages and commits, lose nothing and double nothing", async () => {
  const service = new Service();
  const [a, b] = await talking(service);
  const said = ["bonsoir"];
  for (let turn = 0; turn < 20; turn += 1) {
    service.losesAnswers = 1 + (turn % 2);
    if (turn % 5 === 4) await a.disk.write([["talk/c-1", { ...(await kept(a)), sent: 50 }]]);
    const again = turn % 5 === 4 ? await reloaded(service, a) : a;
    Object.assign(a, again);
    await say(a, `n${turn}`);
    said.push(`n${turn}`);
    await until(async () => {
      if (await waiting(a)) await a.device.begin().catch(() => undefined);
      return (await waiting(a)) === 0;
    });
  }
  await until(async () => (await texts(b)).length === said.length);
  expect(await texts(b)).toEqual(said);
  expect(service.commands.filter((one) => one === "private.commit").length).toBeGreaterThan(0);
});

test("a page closed and opened again goes on where it was", async () => {
  const service = new Service();
  let [a, b] = await talking(service);
  for (let turn = 0; turn < 5; turn += 1) {
    a.line.isOnline = false;
    await say(a, `a${turn}`);
    a.line.isOnline = true;
    a = await reloaded(service, a);
    await say(b, `b${turn}`);
    b = await reloaded(service, b);
  }
  await until(async () => (await texts(a)).length === 11 && (await texts(b)).length === 11);
  expect(await texts(a)).toEqual(await texts(b));
});

test("two commits at once: one wins, the other catches up, both messages arrive", async () => {
  const service = new Service();
  let [a, b] = await talking(service);
  for (const one of [a, b]) await one.disk.write([["talk/c-1", { ...(await kept(one)), sent: 50 }]]);
  [a, b] = [await reloaded(service, a), await reloaded(service, b)];
  await Promise.all([say(a, "un"), say(b, "deux")]);
  await until(async () => (await texts(a)).length === 3 && (await texts(b)).length === 3);
  expect(await texts(a)).toEqual(await texts(b));
});

test("a lost state takes a new group, draws a row, and the talk goes on", async () => {
  const service = new Service();
  const [a, b] = await talking(service);
  await b.disk.write([], ["talk/c-1"]);
  const back = await reloaded(service, b);
  await say(a, "encore là ?");
  await until(async () => (await texts(back)).includes("encore là ?"));
  await say(back, "oui");
  await until(async () => (await texts(a)).includes("oui"));
  expect(await rows(back)).toContain("message");
});

test("a second device of mine is added before the next message, and the other sees the row", async () => {
  const service = new Service();
  const [a, b] = await talking(service);
  const second = await side(service, "a");
  service.tellAll();
  await say(a, "à tous mes appareils");
  await until(async () => (await texts(second)).includes("à tous mes appareils"));
  await until(async () => (await rows(b)).includes("device"));
  await say(b, "reçu");
  await until(async () => (await texts(second)).includes("reçu") && (await texts(a)).includes("reçu"));
});

test("a device that is gone is removed before anybody's next message", async () => {
  const service = new Service();
  const [a, b] = await talking(service);
  const second = await side(service, "a");
  service.tellAll();
  await say(a, "un");
  await until(async () => (await texts(second)).includes("un"));
  const place = service.place;
  if (!place) throw new Error("no place");
  place.gone = [place.identities.at(-1) ?? ""];
  service.parties = service.parties.filter((one) => one.device !== second.line.device);
  service.tellAll();
  await say(b, "deux");
  await until(async () => (await texts(a)).includes("deux"));
  expect(place.identities).toHaveLength(2);
});

test("a message that the server attributes to another is not shown", async () => {
  const service = new Service();
  const [a, b] = await talking(service);
  b.line.isOnline = false;
  await say(a, "signé par a");
  await until(async () => (await waiting(a)) === 0);
  const item = service.place?.items.at(-1);
  if (item) Object.assign(item, { member: "b", identity: `${item.identity.slice(0, 42)}AA` });
  b.line.isOnline = true;
  await b.device.begin();
  await until(async () => (await rows(b)).includes("unverified"));
  expect(await texts(b)).not.toContain("signé par a");
});

test("edit, reaction and retraction change the message they name, and only their author may", async () => {
  const [a, b] = await talking();
  const id = crypto.randomUUID();
  await a.device.send("c-1", id, { kind: "text", body: "fotte" }, null);
  await a.device.send("c-1", crypto.randomUUID(), { kind: "edit", body: { id, text: "faute" } }, null);
  await until(async () => (await texts(b)).includes("faute"));
  await b.device.send("c-1", crypto.randomUUID(), { kind: "edit", body: { id, text: "volé" } }, null);
  await b.device.send(
    "c-1",
    crypto.randomUUID(),
    { kind: "reaction", body: { id, emoji: "👍", on: true } },
    null,
  );
  await until(async () => (await a.device.history.find("c-1", id))?.reactions["👍"]?.[0] === "b");
  expect((await a.device.history.find("c-1", id))?.text).toBe("faute");
  await a.device.send("c-1", crypto.randomUUID(), { kind: "retract", body: { id } }, null);
  await until(async () => (await b.device.history.find("c-1", id))?.isGone === true);
  expect(JSON.stringify(await b.disk.list("log/"))).not.toContain("faute");
});

test("a full disk loses nothing of the talk in progress, and says so", async () => {
  const service = new Service();
  const [a, b] = await talking(service);
  const write = a.disk.write.bind(a.disk);
  let isFull = true;
  a.disk.write = (puts, drops) => (isFull ? Promise.reject(new Error("full")) : write(puts, drops));
  await say(a, "sans place");
  await until(async () => (await texts(b)).includes("sans place"));
  expect(await texts(a)).toContain("sans place");
  isFull = false;
  await say(a, "de la place");
  await until(async () => (await texts(b)).includes("de la place"));
  expect(JSON.stringify(await a.disk.list("log/"))).toContain("sans place");
});

test("messages fade after the hour that the two chose", async () => {
  const service = new Service();
  const [a] = await talking(service);
  await say(a, "éphémère");
  await until(async () => (await texts(a)).includes("éphémère"));
  if (service.place) service.place.vanishing = "1h";
  service.tellAll();
  vi.useFakeTimers({ now: Date.now() + 3_601_000, toFake: ["Date"] });
  await a.device.sweep();
  expect(await texts(a)).toEqual([]);
  expect(a.told.some((one) => one.t === "faded")).toBe(true);
});
