import { expect, test } from "vitest";
import { Cut, type Ask } from "../protocol/link";
import type { Frame } from "../protocol/types";
import { Company } from "./company.svelte";
import { Keepsakes } from "./keepsakes.svelte";

const MARC = { id: "marc", name: "Marc" };

test("somebody ignored while there is no line is still ignored when it is back, and the server then knows", async () => {
  const asked: Ask[] = [];
  let isOpen = false;
  const kept = new Keepsakes();
  const ask = (command: Ask): Promise<Frame> => {
    if (!isOpen) return Promise.reject(new Cut());
    asked.push(command);
    const ignored = asked.some((one) => one.t === "ignore") ? [MARC] : [];
    return Promise.resolve({ t: "set_aside", n: 1, blocked: [], ignored } as unknown as Frame);
  };
  const company = new Company(ask, kept);
  company.ignore(MARC, true);
  await Promise.resolve();
  isOpen = true;
  company.opened();
  await expect.poll(() => asked.map((one) => one.t)).toEqual(["friend.list", "ignore", "set_aside.list"]);
  expect(kept.isIgnored("marc")).toBe(true);
  company.opened();
  await expect.poll(() => asked.filter((one) => one.t === "set_aside.list").length).toBe(2);
  expect(asked.filter((one) => one.t === "ignore")).toHaveLength(1);
});
