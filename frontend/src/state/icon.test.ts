import { beforeEach, expect, test, vi } from "vitest";
import { TabIcon } from "./icon";

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>';
const drawn = new Map<string, Blob>();

beforeEach(() => {
  document.head.innerHTML = '<link rel="icon" href="/favicon.svg">';
  drawn.clear();
  let n = 0;
  URL.createObjectURL = (blob) => {
    const address = `blob:${(n += 1)}`;
    drawn.set(address, blob as Blob);
    return address;
  };
});

const icon = () => document.querySelector("link")?.getAttribute("href") ?? "";

test("what waits is drawn on the icon, and the plain one is back once all is read", async () => {
  const tab = new TabIcon(() => Promise.resolve(SVG));
  await tab.show(3, false);
  expect(await drawn.get(icon())?.text()).toContain(">3</text></svg>");
  await tab.show(0, false);
  expect(icon()).toBe("/favicon.svg");
  await tab.show(3, false);
  expect([icon(), drawn.size]).toEqual(["blob:1", 1]);
});

test("more than nine is said so, for two figures cannot be read", async () => {
  const tab = new TabIcon(() => Promise.resolve(SVG));
  await tab.show(9, false);
  expect(await drawn.get(icon())?.text()).toContain(">9</text>");
  await tab.show(10, false);
  expect(await drawn.get(icon())?.text()).toContain(">9+</text>");
});

test("a discreet icon never tells that something waits", async () => {
  const asked = vi.fn(() => Promise.resolve(SVG));
  await new TabIcon(asked).show(12, true);
  expect([icon(), asked.mock.calls.length]).toEqual(["/temps.svg", 0]);
});

test("a drawing that comes late does not cover what was shown since", async () => {
  let give: (drawing: string) => void = () => undefined;
  const tab = new TabIcon(() => new Promise((done) => (give = done)));
  const late = tab.show(1, false);
  await tab.show(0, false);
  give(SVG);
  await late;
  expect(icon()).toBe("/favicon.svg");
});

test("off line the icon stays as it was, and is drawn with the next number", async () => {
  let isOnline = false;
  const tab = new TabIcon(() => (isOnline ? Promise.resolve(SVG) : Promise.reject(new Error("cut"))));
  await tab.show(1, false);
  expect(icon()).toBe("/favicon.svg");
  isOnline = true;
  await tab.show(2, false);
  expect(await drawn.get(icon())?.text()).toContain(">2</text>");
});
