import { expect, test, vi } from "vitest";
import { Cut, Refused, type Ask } from "../protocol/link";
import type { Error as Refusal, Frame } from "../protocol/types";
import { joined, message } from "../tests/people";
import { Outbox } from "./outbox";
import { Talk } from "./talk.svelte";

const SLOW: Refusal = {
  t: "error",
  n: 1,
  code: "slow_mode",
  advice: "later",
  retry_after_ms: 5_000,
  params: {},
  sentence: {},
  help: "",
};

/** A line whose answers are decided one by one. */
function held(isOpen = true) {
  const asked: Ask[] = [];
  const answers: { resolve: (frame: Frame) => void; reject: (error: Error) => void }[] = [];
  const line = { open: isOpen, left: 0 };
  const outbox = new Outbox({
    ask: (command) => {
      asked.push(command);
      return new Promise((resolve, reject) => answers.push({ resolve, reject }));
    },
    isOpen: () => line.open,
    caughtUp: () => (line.left += 1),
  });
  const talk = new Talk("cuisine");
  talk.enter(joined(), "m-me", true);
  const ack = (index: number, id: string, state: "said" | "held" = "said") =>
    answers[index]?.resolve({
      t: "ack",
      n: 1,
      key: "",
      place: "cuisine",
      id,
      epoch: "e1",
      position: 2,
      at: 0,
      state,
      sentence: state === "held" ? { fr: "Une personne vérifie.", en: "Someone checks." } : {},
    });
  const settle = () => new Promise((done) => setTimeout(done));
  return {
    outbox,
    talk,
    line,
    asked,
    answers,
    ack,
    settle,
    states: () => talk.outgoing.map((one) => one.state),
  };
}

test("what is said shows at once, is sent, and goes once the message itself is back", async () => {
  const { outbox, talk, ack, settle, states } = held();
  outbox.send(talk, "bonsoir");
  expect(states()).toEqual(["sending"]);
  ack(0, "2");
  await settle();
  expect(states()).toEqual(["sent"]);
  talk.hear("e1", [{ t: "said", position: 2, message: message({ id: "2", position: 2 }) }], "m-me", true);
  expect([states(), talk.messages.map((one) => one.id)]).toEqual([[], ["1", "2"]]);
});

test("a word for its author alone stands beside what was said, and a held message keeps its own", async () => {
  const { outbox, talk, answers, settle, states } = held();
  const sentence = { fr: "Des gens écoutent.", en: "People listen." };
  document.documentElement.lang = "fr";
  outbox.send(talk, "je vais mal");
  const [place, key, epoch] = ["cuisine", "", "e1"];
  answers[0]?.resolve({
    t: "ack",
    n: 1,
    key,
    place,
    id: "2",
    epoch,
    position: 2,
    at: 0,
    state: "said",
    sentence,
  });
  await settle();
  expect([states(), talk.advice]).toEqual([["sent"], "Des gens écoutent."]);
});

test("a message back before its acknowledgement is not shown twice", async () => {
  const { outbox, talk, ack, settle, states } = held();
  outbox.send(talk, "bonsoir");
  talk.hear("e1", [{ t: "said", position: 2, message: message({ id: "2", position: 2 }) }], "m-me", true);
  ack(0, "2");
  await settle();
  expect(states()).toEqual([]);
});

test("without a line, a message waits, then leaves with the key it had", async () => {
  const { outbox, talk, line, asked, ack, settle, states } = held(false);
  outbox.send(talk, "bonsoir");
  const key = talk.outgoing[0]?.key;
  expect([states(), asked]).toEqual([["waiting"], []]);
  line.open = true;
  outbox.flush(talk);
  ack(0, "2");
  await settle();
  expect([asked.map((one) => "key" in one && one.key), line.left, states()]).toEqual([[key], 1, ["sent"]]);
});

test("a cut before the answer leaves the message waiting, sent again under the same key", async () => {
  const { outbox, talk, asked, answers, settle, states } = held();
  outbox.send(talk, "bonsoir");
  answers[0]?.reject(new Cut());
  await settle();
  expect(states()).toEqual(["waiting"]);
  outbox.flush(talk);
  expect(asked[1]).toEqual(asked[0]);
});

test("a refusal is kept with its reason, not sent again by itself, and can be given up", async () => {
  const { outbox, talk, asked, answers, settle } = held();
  outbox.send(talk, "bonsoir");
  answers[0]?.reject(new Refused(SLOW));
  await settle();
  expect(talk.outgoing).toMatchObject([{ state: "failed", why: "slow_mode", text: "bonsoir" }]);
  outbox.flush(talk);
  expect(asked).toHaveLength(1);
  const [failed] = talk.outgoing;
  if (failed) outbox.drop(talk, failed);
  expect(talk.outgoing).toEqual([]);
});

test("a reply goes with its message once", () => {
  const { outbox, talk, asked } = held();
  talk.replyTo = message();
  outbox.send(talk, "oui");
  outbox.send(talk, "danse", { action: true });
  expect(asked.map((one) => one.t === "send" && [one.text, one.action, one.reply])).toEqual([
    ["oui", false, "1"],
    ["danse", true, null],
  ]);
});

test("a crowd only makes a message wait: it leaves by itself, under the same key", async () => {
  const { outbox, talk, asked, answers, settle, ack } = held();
  vi.spyOn(Math, "random").mockReturnValue(0);
  outbox.send(talk, "bonsoir");
  answers[0]?.reject(new Refused({ ...SLOW, code: "busy", retry_after_ms: 1 }));
  await settle();
  expect(talk.outgoing).toMatchObject([{ state: "waiting", why: "busy" }]);
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  expect(new Set(asked.map((one) => one.t === "send" && one.key)).size).toBe(1);
  ack(1, "9");
  await settle();
  expect(talk.outgoing).toMatchObject([{ state: "sent", id: "9" }]);
});

test("what a rule asks to think over waits for its writer, and leaves under its key once they are sure", async () => {
  const { outbox, talk, asked, answers, settle, ack } = held();
  outbox.send(talk, "appelle-moi");
  answers[0]?.reject(new Refused({ ...SLOW, code: "think_again", retry_after_ms: 0 }));
  await settle();
  const [one] = talk.outgoing;
  expect(one).toMatchObject({ state: "failed", why: "think_again", rule: "" });
  if (one) outbox.sure(talk, one);
  ack(1, "9");
  await settle();
  expect(asked.map((command) => command.t === "send" && [command.key === one?.key, command.sure])).toEqual([
    [true, false],
    [true, true],
  ]);
  expect(talk.outgoing).toMatchObject([{ state: "sent" }]);
});

test("what is held says that someone checks it, never that it was sent; given back, it is there to change", async () => {
  const { outbox, talk, settle, ack } = held();
  outbox.send(talk, "bonsoir");
  ack(0, "2", "held");
  await settle();
  expect(talk.outgoing).toMatchObject([{ state: "held", id: "2" }]);
  talk.hear(
    "e1",
    [
      { t: "stub", position: 2 },
      { t: "returned", position: 3, message: "2" },
    ],
    "m-me",
    true,
  );
  expect(talk.outgoing).toMatchObject([{ state: "failed", why: "refused", text: "bonsoir" }]);
});
