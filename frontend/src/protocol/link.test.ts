import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Frame } from "./types";
import { Line, asSocket } from "../tests/line";
import { Cut, Link, Refused, type LinkState } from "./link";

const RESUME = [{ place: "cuisine", epoch: "e1", position: 4 }];

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function make(chance = 1, isOver = false) {
  const lines: Line[] = [];
  const told: Frame[] = [];
  const states: [LinkState, number][] = [];
  const link = new Link(
    {
      told: (frame) => told.push(frame),
      changed: (state, code) => states.push([state, code]),
      resume: () => RESUME,
      isOver: () => Promise.resolve(isOver),
    },
    () => {
      const line = new Line(({ t }) => (t === "hello" ? { t: "welcome" } : undefined));
      lines.push(line);
      return asSocket(line);
    },
    () => chance,
  );
  const last = () => lines.at(-1) as Line;
  const open = async () => {
    link.connect();
    last().open();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { link, lines, last, told, states, open };
}

test("a line begins with hello, the version and where each room was read to", async () => {
  const { open, last, states, told } = make();
  await open();
  expect(last().sent).toEqual([{ t: "hello", n: 1, v: 1, resume: RESUME }]);
  expect(told).toEqual([{ t: "welcome", n: 1 }]);
  expect(states).toEqual([
    ["connecting", 0],
    ["open", 0],
  ]);
});

test("each answer reaches its own question, and other frames are told", async () => {
  const { open, link, last, told } = make();
  await open();
  const first = link.ask({ t: "rooms" });
  const second = link.ask({ t: "rooms" });
  last().say({ t: "counts", rooms: {} });
  last().say({ t: "ok", n: 3 });
  last().say({ t: "rooms", n: 2, rooms: [] });
  expect(await second).toEqual({ t: "ok", n: 3 });
  expect(await first).toEqual({ t: "rooms", n: 2, rooms: [] });
  expect(told.at(-1)).toEqual({ t: "counts", rooms: {} });
});

test("a refusal rejects with what the server said", async () => {
  const { open, link, last } = make();
  await open();
  const asked = link.ask({ t: "leave", place: "x" });
  last().say({ t: "error", n: 2, code: "unknown_place" });
  await expect(asked).rejects.toMatchObject({ frame: { code: "unknown_place" } });
  await expect(asked).rejects.toBeInstanceOf(Refused);
});

test("a cut leaves every open question undecided", async () => {
  const { open, link, last } = make();
  await open();
  const asked = link.ask({ t: "rooms" });
  last().cut();
  await expect(asked).rejects.toBeInstanceOf(Cut);
  await expect(link.ask({ t: "rooms" })).rejects.toBeInstanceOf(Cut);
});

test("an answer that never comes in twenty seconds ends a dead line, and another is opened", async () => {
  const { open, link, lines } = make();
  await open();
  const asked = expect(link.ask({ t: "rooms" })).rejects.toBeInstanceOf(Cut);
  await vi.advanceTimersByTimeAsync(20_000);
  await asked;
  expect(link.state).toBe("waiting");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(lines).toHaveLength(2);
});

test("a hint that nobody answers leaves the line as it is", async () => {
  const { open, link, lines, last } = make();
  await open();
  link.hint({ t: "active" });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(last().sent.at(-1)).toEqual({ t: "active", n: 2 });
  expect([link.state, lines.length]).toEqual(["open", 1]);
});

test("waits double from one second to thirty while the line does not open", async () => {
  const { link, last, lines } = make();
  link.connect();
  const waits: number[] = [];
  for (let turn = 0; turn < 7; turn++) {
    last().cut();
    const from = Date.now();
    const before = lines.length;
    while (lines.length === before) await vi.advanceTimersByTimeAsync(500);
    waits.push(Date.now() - from);
  }
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test("chance takes up to half of a wait away, so that not all come back at once", async () => {
  const { open, last, lines } = make(0);
  await open();
  last().cut();
  await vi.advanceTimersByTimeAsync(499);
  expect(lines).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(lines).toHaveLength(2);
});

test("a wait that the server advises is respected", async () => {
  const { open, last, lines } = make(0);
  await open();
  last().cut(1013, "7000");
  await vi.advanceTimersByTimeAsync(6_999);
  expect(lines).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(lines).toHaveLength(2);
});

test("a close that means never ends the line for good, with its code", async () => {
  const { open, last, lines, states } = make();
  await open();
  last().cut(4002);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(lines).toHaveLength(1);
  expect(states.at(-1)).toEqual(["ended", 4002]);
});

test("when the session of a line ends, the line ends with the visit, or goes on at once by a newer proof", async () => {
  for (const isOver of [true, false]) {
    const { open, last, lines, states } = make(1, isOver);
    await open();
    last().cut(4001);
    await vi.advanceTimersByTimeAsync(0);
    expect(lines).toHaveLength(isOver ? 1 : 2);
    expect(states.map(([state]) => state).slice(2)).toEqual(
      isOver ? ["connecting", "ended"] : ["connecting", "connecting"],
    );
  }
});

test("a line begun again carries on without a word of loss, and takes an ended one up", async () => {
  const { open, link, last, lines, states } = make(1, true);
  await open();
  const asked = link.ask({ t: "rooms" });
  link.again();
  await expect(asked).rejects.toBeInstanceOf(Cut);
  last().open();
  await vi.advanceTimersByTimeAsync(0);
  last().cut(4001);
  await vi.advanceTimersByTimeAsync(0);
  link.again();
  expect(lines).toHaveLength(3);
  expect(states.map(([state]) => state)).not.toContain("waiting");
});

test("a person who asks connects at once, without waiting", async () => {
  const { open, link, last, lines } = make();
  await open();
  last().cut();
  link.connect();
  expect(lines).toHaveLength(2);
});

test("a line that the device lost is dropped, and what its old socket says later changes nothing", async () => {
  const { open, link, last, states } = make();
  await open();
  const old = last();
  link.drop();
  const before = states.length;
  old.cut();
  expect(states).toHaveLength(before);
  expect(states.at(-1)).toEqual(["waiting", 1006]);
});

test("a handshake refused because the visit is over ends the line; any other refusal is tried again", async () => {
  for (const isOver of [true, false]) {
    const { link, last, states } = make(1, isOver);
    link.connect();
    last().cut(1006);
    await vi.advanceTimersByTimeAsync(0);
    expect(states.at(-1)).toEqual(isOver ? ["ended", 4001] : ["waiting", 1006]);
  }
});
