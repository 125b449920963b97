import { beforeEach, expect, test, vi } from "vitest";
import { Drafts } from "./drafts.svelte";

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers();
});

test("a private draft goes to the sealed place once somebody stops typing, and is never written in the open", () => {
  const drafts = new Drafts();
  const seal = vi.fn();
  drafts.sealed("c-1", seal);
  drafts.keep("c-1", "je");
  drafts.keep("c-1", "je vous écris");
  drafts.keep("cuisine", "bons");
  vi.runAllTimers();
  expect(seal.mock.calls).toEqual([["c-1", "je vous écris"]]);
  expect(localStorage.getItem("palabre.drafts")).toBe('{"cuisine":"bons"}');
  expect([drafts.of("c-1"), drafts.all]).toEqual([
    "je vous écris",
    { cuisine: "bons", "c-1": "je vous écris" },
  ]);
});

test("a private draft that is sent or emptied is forgotten where it was sealed", () => {
  const drafts = new Drafts();
  const seal = vi.fn();
  drafts.sealed("c-1", seal);
  drafts.keep("c-1", "je");
  drafts.keep("c-1", "");
  vi.runAllTimers();
  expect(seal.mock.calls).toEqual([["c-1", ""]]);
});

test("what was sealed comes back, but never over what is being written", () => {
  const drafts = new Drafts();
  drafts.sealed("c-1", () => undefined);
  drafts.sealed("c-2", () => undefined);
  drafts.keep("c-2", "neuf");
  drafts.unsealed("c-1", "gardé");
  drafts.unsealed("c-2", "ancien");
  expect([drafts.of("c-1"), drafts.of("c-2")]).toEqual(["gardé", "neuf"]);
});

test("a private draft that an older release left in the open is sealed and taken away from there", () => {
  localStorage.setItem("palabre.drafts", '{"c-1":"ancien","cuisine":"bons"}');
  const drafts = new Drafts();
  const seal = vi.fn();
  drafts.sealed("c-1", seal);
  vi.runAllTimers();
  expect(seal.mock.calls).toEqual([["c-1", "ancien"]]);
  expect(localStorage.getItem("palabre.drafts")).toBe('{"cuisine":"bons"}');
});
