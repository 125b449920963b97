import { expect, test, vi } from "vitest";
import type { Conversation, DeviceBegun } from "../protocol/types";
import type { Entry } from "../sealed/history";
import type { Tabs } from "../sealed/tabs";
import { nothing } from "../sealed/talk";
import { appWith, type Held } from "../tests/app";
import { card } from "../tests/people";
import { hearPrivately } from "./notices";
import { waitingFor } from "./opened";

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
  ({ t: "frame", frame: { t: "private_read", conversation: "c-1", member, order } }) as const;

test("what I read on another device waits here no more; a request still does", async () => {
  const { app } = await held();
  expect(waitingFor(app)).toBe(3);
  app.conversations.hear(read("m-me", 1));
  expect(app.conversations.unread).toBe(2);
  app.conversations.hear(read("m-me", 2));
  expect(waitingFor(app)).toBe(1);
});

test("what the other has read is known up to there, and takes nothing of mine away", async () => {
  const { app } = await held();
  app.conversations.hear(read(LAVANDE.id, 2));
  app.conversations.hear(read(LAVANDE.id, 1));
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
  expect(told).toEqual([["1 nouveau message", { tag: "palabre", silent: true }]]);
});
