import { fireEvent, screen } from "@testing-library/svelte";
import { afterEach, expect, test, vi } from "vitest";
import { consoleFr as text } from "../text/console.fr";
import "../tests/toplayer";
import { commandsOf, matching } from "./commands";
import { Desk } from "./desk.svelte";
import { keyOf } from "./keys";
import { takeBrought } from "./passkey";
import { answers, ME, opened, QUEUE } from "./staged";
import { lasted, share } from "./time";

afterEach(() => vi.unstubAllGlobals());

test("whoever is not signed in sees the door and nothing behind it", async () => {
  await opened({ me: [401, { code: "signed_out" }] });
  expect(await screen.findByText(text.signInWords)).toBeTruthy();
  expect(screen.queryByText(text.queue)).toBeNull();
});

test("a queue that does not come says so and comes when asked again", async () => {
  await opened({ cases: [500, {}] });
  await screen.findByText(text.failed);
  answers({ me: [200, ME], cases: [200, QUEUE] });
  await fireEvent.click(screen.getByRole("button", { name: text.retry }));
  expect(await screen.findByRole("button", { name: /Menace/u })).toBeTruthy();
});

test("J and K move in the queue and open nothing: a look is counted", async () => {
  const { asked } = await opened();
  const first = await screen.findByRole("button", { name: /Menace/u });
  await fireEvent.keyDown(window, { key: "j" });
  expect(document.activeElement).toBe(first);
  await fireEvent.keyDown(window, { key: "j" });
  await fireEvent.keyDown(window, { key: "j" });
  expect(document.activeElement?.textContent).toContain("Haine");
  await fireEvent.keyDown(window, { key: "k" });
  expect(document.activeElement).toBe(first);
  expect(asked.filter((path) => path.startsWith("cases/"))).toEqual([]);
});

test("before a case, one says whether one knows the person; a refusal is in words", async () => {
  await opened({
    "cases/case-0": [409, { code: "apart_needed" }],
    "cases/case-0/whom": [200, { name: "Ada" }],
  });
  await fireEvent.click(await screen.findByRole("button", { name: /Menace/u }));
  expect(await screen.findByText("Ada")).toBeTruthy();
  await fireEvent.click(screen.getByRole("button", { name: text.apartNo }));
  expect((await screen.findByRole("alert")).textContent).toContain(text.codes["not_yours"]);
});

test("Escape closes a case and gives the focus back to its row", async () => {
  const { desk } = await opened({ "cases/case-1": [404, { code: "not_yours" }] });
  await screen.findByRole("button", { name: /Haine/u });
  await desk.open("case-1");
  await screen.findByRole("alert");
  expect(document.activeElement?.id).toBe("case");
  await fireEvent.keyDown(window, { key: "Escape" });
  expect(document.activeElement?.textContent).toContain("Haine");
});

test("a session that ends while one works leads to the door, and leaves nothing on screen", async () => {
  const { desk } = await opened();
  await screen.findByRole("button", { name: /Menace/u });
  answers({ "cases/case-0": [401, { code: "signed_out" }] });
  await desk.open("case-0");
  expect(await screen.findByText(text.signInWords)).toBeTruthy();
  expect(screen.queryByText("Menace")).toBeNull();
});

test("the page tells the server of use once a minute, and only of use", async () => {
  const { asked } = await opened({ use: [200, ME] });
  await screen.findByRole("button", { name: /Menace/u });
  expect(asked).not.toContain("use");
  for (let press = 0; press < 3; press += 1) await fireEvent.pointerDown(window);
  expect(asked.filter((path) => path === "use")).toHaveLength(1);
});

test("letters mean nothing while one writes or while something stands on top", () => {
  const key = (init: KeyboardEventInit, target: Element = document.body) => {
    const event = new KeyboardEvent("keydown", init);
    Object.defineProperty(event, "target", { value: target });
    return event;
  };
  expect(keyOf(key({ key: "j" }), false)).toBe("next");
  expect(keyOf(key({ key: "k", ctrlKey: true }), false)).toBe("palette");
  expect(keyOf(key({ key: "j" }, document.createElement("input")), false)).toBe("");
  expect(keyOf(key({ key: "k" }), true)).toBe("");
  expect(keyOf(key({ key: "j", altKey: true }), false)).toBe("");
});

test("the palette finds commands by any word, accents aside", () => {
  const desk = new Desk();
  desk.queue = QUEUE;
  const all = commandsOf(desk, ME, text, vi.fn());
  expect(matching(all, "reglages").map((one) => one.id)).toEqual(["settings"]);
  expect(matching(all, "p0 menace").map((one) => one.id)).toEqual(["case-0"]);
  expect(matching(all, "")).toHaveLength(7);
  expect(matching(all, "xyz")).toEqual([]);
});

test("an invitation leaves the address as soon as it is read", () => {
  history.replaceState(null, "", "/console#invitation=7K2MQQ4D");
  expect(takeBrought()).toEqual({ kind: "invitation", value: "7K2MQQ4D" });
  expect(location.hash).toBe("");
  expect(takeBrought().kind).toBe("none");
});

test("waiting is told in its largest unit and measured against its priority", () => {
  expect([59_000, 3_599_000, 3_600_000, 200_000_000].map((ms) => lasted(ms))).toEqual([
    { n: 0, unit: "minute" },
    { n: 59, unit: "minute" },
    { n: 1, unit: "hour" },
    { n: 2, unit: "day" },
  ]);
  expect([share(450_000, "P0"), share(900_000, "P0"), share(900_000, "P1"), share(-5, "P3")]).toEqual([
    0.5, 1, 0.125, 0,
  ]);
});
