import { expect, test } from "vitest";
import type { Message, PlaceEvent } from "../protocol/types";
import { joined, message, room } from "../tests/people";
import { Talk } from "./talk.svelte";

const said = (position: number, changes: Partial<Message> = {}): PlaceEvent => ({
  t: "said",
  position,
  message: message({ id: String(position), position, ...changes }),
});

function entered(): Talk {
  const talk = new Talk("cuisine");
  talk.enter(joined(), "m-me", true);
  return talk;
}

const ids = (talk: Talk) => talk.messages.map((one) => one.id);

test("entering shows what the room holds, with nothing unread", () => {
  const talk = entered();
  expect([ids(talk), talk.position, talk.unread, talk.loading, talk.total]).toEqual([["1"], 1, 0, false, 3]);
});

test("events follow one another, and one already known is not shown twice", () => {
  const talk = entered();
  expect(talk.hear("e1", [said(2)], "m-me", true).said).toHaveLength(1);
  expect(talk.hear("e1", [said(2), said(3)], "m-me", true)).toMatchObject({ whole: true });
  expect(ids(talk)).toEqual(["1", "2", "3"]);
});

test("a hole, or another epoch, is told and changes nothing", () => {
  const talk = entered();
  expect(talk.hear("e1", [said(3)], "m-me", true)).toEqual({ whole: false, said: [] });
  expect(talk.hear("e2", [said(2)], "m-me", true)).toEqual({ whole: false, said: [] });
  expect([ids(talk), talk.position]).toEqual([["1"], 1]);
});

test("coming back catches up on what was missed", () => {
  const talk = entered();
  const missed = joined({ reset: false, head: 3, messages: [], events: [said(2), said(3)] as never });
  expect(talk.enter(missed, "m-me", false)).toHaveLength(2);
  expect([ids(talk), talk.position, talk.unread]).toEqual([["1", "2", "3"], 3, 2]);
});

test("coming back too late starts again from what the room holds", () => {
  const talk = entered();
  talk.enter(
    joined({ head: 90, epoch: "e2", messages: [message({ id: "90", position: 90 })] }),
    "m-me",
    false,
  );
  expect([ids(talk), talk.position, talk.epoch]).toEqual([["90"], 90, "e2"]);
});

test("unread counts what others said unseen, and the new line stands before the first of them", () => {
  const talk = entered();
  const mine = message().author;
  talk.hear("e1", [said(2, { author: { ...mine, id: "m-me" } }), said(3)], "m-me", false);
  talk.hear("e1", [said(4, { mentions: ["m-me"] })], "m-me", false);
  expect([talk.unread, talk.mentioned, talk.newFrom]).toEqual([2, 1, 3]);
  talk.read();
  expect([talk.unread, talk.mentioned, talk.newFrom]).toEqual([0, 0, 3]);
  talk.left();
  expect(talk.newFrom).toBeNull();
});

test("older pages come above, without doubling", () => {
  const talk = entered();
  talk.older([message({ id: "0", position: 0 }), message()], false);
  expect([ids(talk), talk.more]).toEqual([["0", "1"], false]);
});

test("rows far above go once there are many, and can be loaded again", () => {
  const talk = entered();
  talk.hear(
    "e1",
    Array.from({ length: 400 }, (_, index) => said(index + 2)),
    "m-me",
    true,
  );
  talk.trim();
  expect([talk.messages.length, ids(talk).at(-1), talk.more]).toEqual([200, "401", true]);
});

test("a pin follows the room's changes and goes with its message", () => {
  const talk = entered();
  const changed = (position: number, pinned: string | null): PlaceEvent => ({
    t: "room_changed",
    position,
    topic: "Quiches",
    slow_s: 10,
    read_only: true,
    pinned,
  });
  talk.hear("e1", [changed(2, "1")], "m-me", true);
  expect(talk.room).toEqual(room({ topic: "Quiches", slow_s: 10, read_only: true, pinned: "1" }));
  expect(talk.pinned?.id).toBe("1");
  talk.hear("e1", [{ t: "deleted", position: 3, message: "1", author: "m-x" }], "m-me", true);
  expect(talk.pinned).toBeNull();
});

test("somebody writing is forgotten after six seconds, or once they have spoken", () => {
  const talk = entered();
  talk.someoneTypes("m-lavande", "Lavande", 0);
  talk.someoneTypes("m-rose", "Rose", 1_000);
  talk.sweepTyping(6_000);
  expect(talk.typing.map((one) => one.name)).toEqual(["Rose"]);
  talk.someoneTypes("m-lavande", "Lavande", 6_000);
  talk.hear("e1", [said(2)], "m-me", true);
  expect(talk.typing.map((one) => one.name)).toEqual(["Rose"]);
});
