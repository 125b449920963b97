import { beforeEach, expect, test } from "vitest";
import type { Conversation, DeviceBegun } from "../protocol/types";
import { nothing } from "../sealed/talk";
import { leaveNow, markNameKept } from "./exit";
import { Resting } from "./resting.svelte";

beforeEach(() => (localStorage.clear(), sessionStorage.clear()));

const open: Conversation = { ...nothing("c-1"), state: "open" };
const asked = nothing("c-2");

function begun(device: string, is_new: boolean, conversations = [open]): DeviceBegun {
  return { device, is_new, conversations } as unknown as DeviceBegun;
}

function page(device: string, is_new: boolean, conversations = [open]): Resting {
  const resting = new Resting();
  resting.begun("m-me", begun(device, is_new, conversations));
  return resting;
}

test("the same device again is told nothing, however often it begins", () => {
  page("one", true, []);
  const resting = page("one", false);
  resting.begun("m-me", begun("one", false));
  expect(resting.gap).toBeNull();
});

test("another device where this browser knew one: what it kept was erased, and it is told until understood", () => {
  page("one", true, []);
  expect(page("two", true).gap).toBe("erased");
  const reloaded = page("two", false);
  expect(reloaded.gap).toBe("erased");
  reloaded.understood();
  expect(page("two", false).gap).toBeNull();
});

test("it is known as well where one of the two storages was erased with the keys", () => {
  page("one", true, []);
  localStorage.clear();
  expect(page("two", true).gap).toBe("erased");
});

test("a device that is new to talks is told so; with requests alone nothing is missing", () => {
  expect(page("one", true, [asked]).gap).toBeNull();
  localStorage.clear();
  sessionStorage.clear();
  expect(page("one", true, [open]).gap).toBe("new");
});

test("another pseudonym on this browser has lost nothing", () => {
  new Resting().begun("m-former", begun("one", false));
  const resting = new Resting();
  resting.begun("m-me", begun("two", false));
  expect(resting.gap).toBeNull();
});

test("a quick exit that erases on purpose is not told as the browser's doing", () => {
  page("one", true, []);
  markNameKept(false);
  leaveNow("/temps", () => undefined);
  expect(page("two", true).gap).toBe("new");
});

test("the browser is asked once to keep, and not where nothing rests on the device", async () => {
  let times = 0;
  const persist = () => Promise.resolve(Boolean((times += 1)));
  Object.defineProperty(navigator, "storage", { value: { persist }, configurable: true });
  const resting = new Resting();
  resting.rest = "page";
  await resting.askToStay();
  expect(times).toBe(0);
  resting.rest = "device";
  await resting.askToStay();
  await new Resting().askToStay();
  expect(times).toBe(1);
});
