import { beforeEach, expect, test, vi } from "vitest";
import { keepPlace, takePlace } from "./back";
import { Kept, forgetDevice, forgetTalk } from "./device";
import { Keepsakes } from "./keepsakes.svelte";

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

test("what is kept is found again after a reload", () => {
  const kept = new Keepsakes();
  kept.ignore({ id: "m-1", name: "Lavande" });
  kept.toggleFavourite("cuisine");
  kept.visited("cuisine");
  kept.keepDraft("cuisine", "bons");
  kept.keepOpen(["cuisine"]);
  const again = new Keepsakes();
  expect({
    ignored: again.ignored,
    favourites: again.favourites,
    recent: again.recent,
    draft: again.draft("cuisine"),
    open: again.open(),
  }).toEqual({
    ignored: [{ id: "m-1", name: "Lavande" }],
    favourites: ["accueil", "cuisine"],
    recent: ["cuisine"],
    draft: "bons",
    open: ["cuisine"],
  });
});

test("somebody ignored twice is listed once, and can be seen again", () => {
  const kept = new Keepsakes();
  kept.ignore({ id: "m-1", name: "Lavande" });
  kept.ignore({ id: "m-1", name: "Rose" });
  expect(kept.ignored).toEqual([{ id: "m-1", name: "Rose" }]);
  kept.unignore("m-1");
  expect(kept.isIgnored("m-1")).toBe(false);
});

test("the rooms just visited are eight at most, the last first", () => {
  const kept = new Keepsakes();
  for (let room = 0; room < 10; room++) kept.visited(`r${room}`);
  kept.visited("r5");
  expect(kept.recent).toEqual(["r5", "r9", "r8", "r7", "r6", "r4", "r3", "r2"]);
});

test("an empty draft is forgotten, and the oldest goes beyond fifty", () => {
  const kept = new Keepsakes();
  kept.keepDraft("r", "x");
  kept.keepDraft("r", "");
  expect(kept.drafts).toEqual({});
  for (let room = 0; room < 51; room++) kept.keepDraft(`r${room}`, "x");
  expect([Object.keys(kept.drafts).length, kept.draft("r0"), kept.draft("r50")]).toEqual([50, "", "x"]);
});

test("broken or refused storage costs nothing but memory", () => {
  localStorage.setItem("palabre.recent", "{not json");
  expect(new Keepsakes().recent).toEqual([]);
  const full = {
    setItem: vi.fn(() => {
      throw new DOMException("full");
    }),
  } as unknown as Storage;
  expect(new Kept("recent", [], full).write([])).toBe(false);
});

test("forgetting the device takes all that is Palabre's and nothing else", () => {
  new Keepsakes().visited("cuisine");
  new Keepsakes().keepOpen(["cuisine"]);
  localStorage.setItem("other", "1");
  forgetDevice();
  expect([Object.keys(localStorage), Object.keys(sessionStorage)]).toEqual([["other"], []]);
});

test("a new tab finds the rooms last open on the device; a tab that closed its last one stays empty", () => {
  new Keepsakes().keepOpen(["cuisine", "jardin"]);
  sessionStorage.clear();
  expect(new Keepsakes().open()).toEqual(["cuisine", "jardin"]);
  sessionStorage.setItem("palabre.open", "[]");
  expect(new Keepsakes().open()).toEqual([]);
});

test("where the visit ended is where the next proof leads, once, when the address names no place", () => {
  history.replaceState(null, "", "/chat");
  takePlace();
  expect(location.pathname).toBe("/chat");
  keepPlace("/chat/salon/cuisine");
  takePlace();
  expect(location.pathname).toBe("/chat/salon/cuisine");
  history.replaceState(null, "", "/chat");
  takePlace();
  expect(location.pathname).toBe("/chat");
});

test("a place kept never leads out of the chat, nor away from the address somebody asked for", () => {
  for (const [asked, kept] of [
    ["/chat", "//elsewhere.example"],
    ["/chat", "/entrer"],
    ["/chat/moi", "/chat/salon/cuisine"],
  ] as const) {
    history.replaceState(null, "", asked);
    keepPlace(kept);
    takePlace();
    expect(location.pathname).toBe(asked);
  }
});

test("whoever enters anew on this device finds nobody's drafts and places; looks stay as chosen", () => {
  const kept = new Keepsakes();
  kept.keepDraft("cuisine", "bons");
  kept.keepOpen(["cuisine"]);
  keepPlace("/chat/salon/cuisine");
  localStorage.setItem("palabre.preferences", "{}");
  forgetTalk();
  sessionStorage.clear();
  expect([new Keepsakes().open(), new Keepsakes().drafts]).toEqual([[], {}]);
  expect(Object.keys(localStorage)).toEqual(["palabre.preferences"]);
});
