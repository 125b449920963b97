import { expect, test, vi } from "vitest";
import { appWith } from "../tests/app";
import type { Talk } from "./talk.svelte";
import type { Answer } from "../tests/line";
import { joined, message, person, room } from "../tests/people";

const ROOMS = [room(), room({ id: "cinema", name: "Cinéma", count: 9 })];
const joins =
  (changes = {}): Answer =>
  ({ t }) =>
    t === "join" ? joined(changes) : undefined;

const said = (position: number) => ({
  t: "said" as const,
  position,
  message: message({ id: String(position), position }),
});

async function inCuisine(answer: Answer = joins()) {
  const held = await appWith(answer, ROOMS);
  await held.app.chat.open("cuisine");
  return held;
}

test("the greeting tells who I am and which rooms there are", async () => {
  const { app } = await appWith(undefined, ROOMS);
  expect([app.chat.line, app.chat.meId, [...app.chat.rooms.keys()]]).toEqual([
    "open",
    "m-me",
    ["cuisine", "cinema"],
  ]);
});

test("a room opened shows what it holds, and stays open after a reload", async () => {
  const { app } = await inCuisine();
  expect(app.chat.talk?.messages.map((one) => one.id)).toEqual(["1"]);
  expect(app.chat.kept.open()).toEqual(["cuisine"]);
});

test("a full room opens its twin in the same tab", async () => {
  const { app } = await inCuisine(joins({ place: "cuisine~2", room: room({ id: "cuisine~2" }) }));
  expect([app.chat.current, app.chat.talks.map((one) => one.id)]).toEqual(["cuisine~2", ["cuisine~2"]]);
});

test("a room that refuses leaves no tab behind", async () => {
  const refused = {
    t: "error",
    code: "unknown_place",
    advice: "never",
    retry_after_ms: 0,
    params: {},
    sentence: {},
    help: "",
  };
  const { app } = await appWith(({ t }) => (t === "join" ? refused : undefined));
  await expect(app.chat.open("nulle-part")).rejects.toThrow("unknown_place");
  expect([app.chat.talks, app.chat.current]).toEqual([[], null]);
});

test("events are shown in order; a hole asks for what is missing", async () => {
  const { app, line } = await inCuisine();
  line.say({ t: "events", place: "cuisine", epoch: "e1", events: [said(2)] });
  await vi.waitFor(() => expect(app.chat.talk?.position).toBe(2));
  line.say({ t: "events", place: "cuisine", epoch: "e1", events: [said(5)] });
  await vi.waitFor(() =>
    expect(line.sent.at(-1)).toMatchObject({
      t: "join",
      place: "cuisine",
      resume: { place: "cuisine", epoch: "e1", position: 2 },
    }),
  );
});

test("a line that comes back says where each room was read to", async () => {
  const { app, line } = await inCuisine();
  line.cut();
  expect(app.chat.line).toBe("waiting");
  app.chat.connect();
  line.open();
  expect(line.sent.at(-1)).toMatchObject({
    t: "hello",
    resume: [{ place: "cuisine", epoch: "e1", position: 1 }],
  });
  await vi.waitFor(() => expect(app.chat.line).toBe("open"));
  expect(app.chat.backWith).toBe(0);
});

test("counts and changes of the list reach the rooms", async () => {
  const { app, line } = await inCuisine();
  line.say({ t: "counts", rooms: { cuisine: 12 } });
  line.say({ t: "rooms_changed", rooms: [room({ id: "tricot", name: "Tricot" })], gone: ["cinema"] });
  expect([...app.chat.rooms.values()].map((one) => [one.id, one.count])).toEqual([
    ["cuisine", 12],
    ["tricot", 3],
  ]);
  expect(app.chat.talk?.total).toBe(12);
});

test("differences keep a page of people true: hosts first, then by name", async () => {
  const marc = person({ id: "m-2", name: "Marc" });
  const { app, line } = await inCuisine((command) =>
    command.t === "people"
      ? { t: "people", place: "cuisine", total: 2, offset: 0, people: [person(), marc] }
      : joins()(command),
  );
  await app.chat.showPeople("cuisine", 0, "");
  const rose = person({ id: "m-3", name: "Rose", host: true });
  line.say({
    t: "people_changed",
    place: "cuisine",
    total: 2,
    here: [rose, { ...marc, away: "" }],
    gone: ["m-lavande"],
  });
  expect(app.chat.people).toMatchObject({ total: 2, people: [rose, { ...marc, away: "" }] });
});

test("somebody ignored is not shown writing", async () => {
  const { app, line } = await inCuisine();
  app.chat.kept.ignore({ id: "m-lavande", name: "Lavande" });
  line.say({ t: "typing", place: "cuisine", member: "m-lavande", name: "Lavande" });
  line.say({ t: "typing", place: "cuisine", member: "m-3", name: "Rose" });
  expect(app.chat.talk?.typing.map((one) => one.name)).toEqual(["Rose"]);
});

test("the visit is kept alive at most once a minute", async () => {
  const { app, line } = await inCuisine();
  const now = Date.now();
  [0, 59_000, 60_000].forEach((later) => app.chat.active(now + later));
  expect(line.sent.filter((one) => one.t === "active")).toHaveLength(2);
});

test("closing a tab leaves its room and shows its neighbour", async () => {
  const { app, line } = await inCuisine(({ t, ...rest }) =>
    t === "join" ? joined({ place: (rest as { place: string }).place }) : undefined,
  );
  await app.chat.open("cinema");
  app.chat.close("cinema");
  expect([app.chat.current, app.chat.kept.open()]).toEqual(["cuisine", ["cuisine"]]);
  expect(line.sent.at(-1)).toMatchObject({ t: "leave", place: "cinema" });
});

test("who reads English gets the topics that a room was seeded with in English", async () => {
  document.documentElement.lang = "en";
  const rooms = [room({ topic_en: "Recipes" }), room({ id: "cinema", topic: "Ce soir" })];
  const { app } = await appWith(joins({ room: rooms[0] }), rooms);
  await app.chat.open("cuisine");
  expect([...app.chat.rooms.values()].map((one) => one.topic)).toEqual(["Recipes", "Ce soir"]);
  expect(app.chat.talk?.room?.topic).toBe("Recipes");
  document.documentElement.lang = "fr";
});

test("what had not left when the visit ended becomes the draft again", async () => {
  const { app, line } = await inCuisine(({ t }) => (t === "join" ? joined() : undefined));
  vi.stubGlobal("fetch", () => Promise.resolve({ status: 403, type: "basic" }));
  const talk = app.chat.talk as Talk;
  app.chat.kept.keepDraft("cuisine", "et la suite");
  app.chat.outbox.send(talk, "pas encore parti");
  line.cut(4001);
  await vi.waitFor(() => expect(app.chat.line).toBe("ended"));
  expect([app.chat.kept.draft("cuisine"), talk.outgoing]).toEqual(["pas encore parti\net la suite", []]);
  vi.unstubAllGlobals();
});

test("an ended visit shown again goes on where it was if a proof was made meanwhile, and else stays ended", async () => {
  const { app, line } = await inCuisine();
  vi.stubGlobal("fetch", () => Promise.resolve({ status: 403, type: "basic" }));
  line.cut(4001);
  await vi.waitFor(() => expect(app.chat.line).toBe("ended"));
  await app.chat.comeBack();
  expect(app.chat.line).toBe("ended");
  vi.stubGlobal("fetch", () => Promise.resolve({ status: 200, type: "basic" }));
  await app.chat.comeBack();
  expect([app.chat.line, app.chat.current]).toEqual(["connecting", "cuisine"]);
  vi.unstubAllGlobals();
});
