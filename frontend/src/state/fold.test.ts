import { expect, test } from "vitest";
import type { PlaceEvent } from "../protocol/types";
import { message } from "../tests/people";
import { fold } from "./fold";

const ONE = message({ id: "1", position: 1 });
const TWO = message({
  id: "2",
  position: 2,
  text: "oui",
  reply: { message: "1", name: "Lavande", colour: 11, text: "bonsoir", author: "m-lavande" },
});
const after = (messages: (typeof ONE)[], ...events: PlaceEvent[]) =>
  events.reduce((before, event) => fold(before, event, "m-me"), messages);

test("a message said twice is shown once", () => {
  const said: PlaceEvent = { t: "said", position: 1, message: ONE };
  expect(after([], said, said)).toEqual([ONE]);
});

test("a message that was held stands where it was released, once", () => {
  const held = message({ id: "3", position: 1, state: "held" });
  const released: PlaceEvent = { t: "said", position: 5, message: { ...held, position: 5, state: "said" } };
  expect(after([held, TWO], released, released)).toEqual([TWO, { ...held, position: 5, state: "said" }]);
});

test("a held message that is given back stays with its author, as not accepted", () => {
  const held = message({ id: "3", position: 1, state: "held" });
  expect(after([held], { t: "returned", position: 5, message: "3" })).toEqual([
    { ...held, state: "returned" },
  ]);
});

test("an edit changes the words, the mentions and the mark, and nothing else", () => {
  const edited: PlaceEvent = {
    t: "edited",
    position: 3,
    message: "1",
    text: "salut",
    mentions: ["m-me"],
    at: 9,
    author: "m-lavande",
  };
  expect(after([ONE, TWO], edited)).toEqual([{ ...ONE, text: "salut", mentions: ["m-me"], edited: 9 }, TWO]);
});

test("a message taken back keeps its place, without its words, there and where it was quoted", () => {
  const deleted: PlaceEvent = { t: "deleted", position: 3, message: "1", author: "m-lavande" };
  expect(after([ONE, TWO], deleted)).toEqual([
    { ...ONE, text: "", state: "deleted" },
    { ...TWO, reply: { message: "1", name: "Lavande", colour: 11, text: "", author: "m-lavande" } },
  ]);
});

test("a reaction carries the server's count, and whether I am among them", () => {
  const reacted = (member: string, on: boolean, count: number): PlaceEvent => ({
    t: "reacted",
    position: 3,
    message: "1",
    member,
    emoji: "🙂",
    on,
    count,
  });
  const reactions = (...events: PlaceEvent[]) => after([ONE], ...events)[0]?.reactions;
  expect(reactions(reacted("m-lavande", true, 1))).toEqual([{ emoji: "🙂", count: 1, mine: false }]);
  expect(reactions(reacted("m-me", true, 1), reacted("m-lavande", true, 2))).toEqual([
    { emoji: "🙂", count: 2, mine: true },
  ]);
  expect(reactions(reacted("m-me", true, 1), reacted("m-me", false, 0))).toEqual([]);
});

test("a change of the room and a stub leave the messages as they are", () => {
  const messages = [ONE];
  expect(fold(messages, { t: "stub", position: 2 }, "m-me")).toBe(messages);
  const changed: PlaceEvent = {
    t: "room_changed",
    position: 2,
    topic: "",
    slow_s: 0,
    read_only: false,
    pinned: null,
  };
  expect(fold(messages, changed, "m-me")).toBe(messages);
});

test("an event about a message not loaded changes nothing", () => {
  expect(after([ONE], { t: "deleted", position: 9, message: "x", author: "" })).toEqual([ONE]);
});

test("a withheld message stays with its author, and leaves everybody else with what quoted it", () => {
  const withheld: PlaceEvent = { t: "withheld", position: 3, message: "1", author: ONE.author.id };
  expect(fold([ONE, TWO], withheld, ONE.author.id)[0]).toEqual({ ...ONE, state: "withheld" });
  const others = fold([ONE, TWO], withheld, "m-somebody");
  expect(others.map((one) => one.id)).toEqual([TWO.id]);
  const again: PlaceEvent = { t: "shown_again", position: 4, message: ONE };
  expect(fold(others, again, "m-somebody").map((one) => one.id)).toEqual([ONE.id, TWO.id]);
});

test("a message hidden by the host keeps its words for its author alone, and comes back whole", () => {
  const covered: PlaceEvent = { t: "covered", position: 3, message: "1", author: ONE.author.id };
  expect(fold([ONE, TWO], covered, ONE.author.id)[0]).toEqual({ ...ONE, state: "covered" });
  const others = fold([ONE, TWO], covered, "m-somebody");
  expect([others[0]?.text, others[0]?.state, others[1]?.reply?.text]).toEqual(["", "covered", ""]);
  const again: PlaceEvent = { t: "shown_again", position: 4, message: ONE };
  expect(fold(others, again, "m-somebody")[0]).toEqual(ONE);
});

test("whoever goes by another name has it on all they said, and where they are quoted", () => {
  const named: PlaceEvent = { t: "named", position: 3, author: ONE.author.id, name: "Incognito 4f2c" };
  const [one, two] = fold([ONE, TWO], named, "m-me");
  expect([one?.author.name, two?.reply?.name]).toEqual(["Incognito 4f2c", "Incognito 4f2c"]);
});
