// @vitest-environment node
import { expect, test } from "vitest";
import { Refused } from "../protocol/link";
import { kept, reloaded, say, talking, texts, until } from "../tests/talking";
import { Service } from "../tests/service";
import { LIMITS } from "./payload";

const OCTETS = "😀".repeat(LIMITS.octets / 4 + 100);
const LETTERS = "a".repeat(LIMITS.characters + 1);

test.each([
  ["octets", OCTETS],
  ["characters", LETTERS],
])("words of too many %s stay, say why, and let the next ones leave", async (_what, text) => {
  const [a, b] = await talking();
  await say(a, text);
  await say(a, "court");
  await until(async () => (await texts(b)).includes("court"));
  const [held] = await a.device.waiting("c-1");
  expect([held?.content.body, held?.why]).toEqual([text, "too_long_sealed"]);
  expect(await texts(b)).toEqual(["bonsoir", "court"]);
});

test("one that an older release kept, or that is asked again, stands before nobody either", async () => {
  const service = new Service();
  const [a, b] = await talking(service);
  await say(a, "avant");
  await until(async () => (await texts(b)).includes("avant") && (await texts(a)).includes("avant"));
  const long = { id: crypto.randomUUID(), content: { kind: "text" as const, body: OCTETS }, reply: null };
  const outbox = [{ ...long, at: Date.now(), sealed: null, why: "" }];
  await a.disk.write([["talk/c-1", { ...(await kept(a)), outbox }]]);
  const back = await reloaded(service, a);
  await say(back, "après");
  await until(async () => (await texts(b)).includes("après"));
  await back.device.retry("c-1", long.id);
  await say(back, "encore après");
  await until(async () => (await texts(b)).includes("encore après"));
  expect((await back.device.waiting("c-1")).map((one) => one.why)).toEqual(["too_long_sealed"]);
});

test("an edit too long is refused to whoever made it, and nothing waits", async () => {
  const [a] = await talking();
  const id = (await a.device.page("c-1", null, 1))[0]?.id ?? "";
  const edit = { kind: "edit" as const, body: { id, text: OCTETS } };
  const sent = a.device.send("c-1", crypto.randomUUID(), edit, null);
  await expect(sent).rejects.toMatchObject({ frame: { code: "too_long_sealed" } });
  await expect(sent).rejects.toBeInstanceOf(Refused);
  expect(await a.device.waiting("c-1")).toEqual([]);
});
