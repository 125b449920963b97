import { afterEach, expect, test, vi } from "vitest";
import type { Conversation, DeviceBegun } from "../protocol/types";
import type { Entry } from "../sealed/history";
import type { Tabs } from "../sealed/tabs";
import { nothing } from "../sealed/talk";
import { appWith, type Held } from "../tests/app";
import { card } from "../tests/people";
import { hearPrivately } from "./notices";
import { waitingFor } from "./opened";

afterEach(() => void vi.restoreAllMocks());

const LAVANDE = card();
const talk: Conversation = {
  ...nothing("c-1"),
  ...{ other: LAVANDE, other_id: LAVANDE.id, state: "open", available: true },
};

function entry(order: number, author = LAVANDE.id): Entry {
  const words = { text: `mot ${order}`, action: false, reply: null, edited: 0, reactions: {}, isGone: false };
  const where = { conversation: "c-1", order, id: `m-${order}`, at: order, author };
  return { ...where, kind: "message", ...words, proof: null };
}

/** An app whose device holds two messages of Lavande, unread, and one request that waits. */
async function held(): Promise<Held> {
  const given = await appWith();
  const { conversations } = given.app;
  const call = (method: string) => Promise.resolve(method === "page" ? [entry(1), entry(2)] : []);
  conversations.port = { call, hear: () => undefined } as unknown as Tabs;
  const begun = { conversations: [talk], requests: 1, choices: null, device: "one", devices: [] };
  conversations.hear({ t: "begun", begun: begun as unknown as DeviceBegun });
  await vi.waitFor(() => expect(conversations.talkOf("c-1")?.unread).toBe(2));
  return given;
}

const read = (member: string, order: number) =>
  ({ t: "private_read", conversation: "c-1", member, order }) as const;

test("what I read on another device waits here no more; a request still does", async () => {
  const { app } = await held();
  expect(waitingFor(app)).toBe(3);
  app.conversations.told(read("m-me", 1));
  expect(app.conversations.unread).toBe(1);
  app.conversations.told(read("m-me", 2));
  expect(waitingFor(app)).toBe(1);
});

test("what I read elsewhere stays read after a reload, and when its words come later than that news", async () => {
  const { app } = await held();
  app.conversations.told(read("m-me", 4));
  app.conversations.hear({ t: "entries", conversation: "c-1", entries: [entry(3), entry(4), entry(5)] });
  expect(app.conversations.unread).toBe(1);
  app.conversations.told(read("m-me", 5));
  const again = app.conversations.talkOf("c-1");
  const seen = JSON.parse(localStorage.getItem("palabre.seen") ?? "{}") as Record<string, number>;
  again?.begin(
    [4, 5].map((order) => entry(order)),
    false,
    seen["c-1"] ?? 0,
  );
  expect(again?.unread).toBe(0);
});

test("what the other has read is known up to there, and takes nothing of mine away", async () => {
  const { app } = await held();
  app.conversations.told(read(LAVANDE.id, 2));
  app.conversations.told(read(LAVANDE.id, 1));
  expect([app.conversations.talkOf("c-1")?.readTo, app.conversations.unread]).toEqual([2, 2]);
});

test("a notice says that something came, no more, where it was chosen and while the page is hidden", async () => {
  const { app } = await held();
  const told: [string, NotificationOptions][] = [];
  function Notice(...said: [string, NotificationOptions]): void {
    told.push(said);
  }
  vi.stubGlobal("Notification", Object.assign(Notice, { permission: "granted" }));
  const isHidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  const arrives = () => {
    const dialogue = app.conversations.talkOf("c-1");
    if (dialogue) hearPrivately(app, { talk: dialogue, said: dialogue.messages });
  };
  arrives();
  app.chosen.set({ notify: true });
  app.chat.kept.ignore({ id: LAVANDE.id, name: LAVANDE.name });
  arrives();
  app.chat.kept.unignore(LAVANDE.id);
  isHidden.mockReturnValue(false);
  arrives();
  expect(told).toEqual([]);
  isHidden.mockReturnValue(true);
  arrives();
  app.chosen.set({ discreet: true });
  arrives();
  const how = { tag: "palabre", silent: true };
  expect(told).toEqual([
    ["1 nouveau message", { ...how, icon: "/favicon.svg" }],
    ["1 nouveau", { ...how, icon: "/temps.svg" }],
  ]);
});

test("a private message rings where a sound was chosen, unless it is read at once, from somebody ignored, or muted", async () => {
  const { app } = await held();
  const rung: string[] = [];
  app.sounds.ring = (words) => void rung.push(words);
  const dialogue = app.conversations.talkOf("c-1");
  if (!dialogue) throw new Error("no talk");
  const arrives = () => hearPrivately(app, { talk: dialogue, said: dialogue.messages });
  arrives();
  expect(rung).toEqual([`${LAVANDE.name} vous écrit`]);
  app.chat.kept.ignore({ id: LAVANDE.id, name: LAVANDE.name });
  arrives();
  app.chat.kept.unignore(LAVANDE.id);
  app.chat.kept.levels = { "c-1": "nothing" };
  arrives();
  app.chat.kept.levels = {};
  app.conversations.show("c-1");
  arrives();
  expect(rung.length).toBe(1);
});

test("the mark of what was read is on my last word, whatever row stands below it", async () => {
  const { app } = await held();
  const dialogue = app.conversations.talkOf("c-1");
  if (!dialogue) throw new Error("no talk");
  app.conversations.hear({
    t: "entries",
    conversation: "c-1",
    entries: [entry(3, "m-me"), { ...entry(4), kind: "keys" }],
  });
  expect(dialogue.isRead).toBe(false);
  app.conversations.told(read(LAVANDE.id, 4));
  expect(dialogue.isRead).toBe(true);
  app.conversations.hear({ t: "entries", conversation: "c-1", entries: [entry(5)] });
  expect(dialogue.isRead).toBe(false);
});

test("what is begun in a talk is forgotten with it, also what was being sealed as it went", async () => {
  const { app } = await held();
  const { conversations, chat } = app;
  const call = vi.spyOn(conversations.port as Tabs, "call");
  const kept = () => call.mock.calls.filter(([method]) => method === "draft").map(([, , text]) => text);
  chat.kept.keepDraft("c-1", "je voulais");
  conversations.hear({ t: "frame", frame: { t: "conversation", conversation: { ...talk, state: "ended" } } });
  expect(chat.kept.draft("c-1")).toBe("");
  await vi.waitFor(() => expect(kept()).toEqual([""]));
  conversations.hear({ t: "frame", frame: { t: "conversation", conversation: talk } });
  chat.kept.keepDraft("c-1", "une autre fois");
  conversations.hear({ t: "frame", frame: { t: "conversation_gone", conversation: "c-1" } });
  chat.kept.keepDraft("c-1", "trop tard");
  await vi.waitFor(() => expect(kept()).toEqual(["", ""]));
});
