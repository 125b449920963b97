import { describe, expect, it } from "vitest";

import { LONGEST, OneBlock } from "./sha256";
import { carried, solve, type Challenge } from "./solve";

async function hex(text: string): Promise<string> {
  const octets = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...octets].map((octet) => octet.toString(16).padStart(2, "0")).join("");
}

async function challenge(salt: string, number: number, maxNumber = 5_000): Promise<Challenge> {
  return { algorithm: "SHA-256", challenge: await hex(`${salt}${number}`), maxNumber, salt, signature: "s" };
}

describe("SHA-256 of one block", () => {
  it("gives what an independent implementation gives, for every length that fits", async () => {
    const block = new OneBlock();
    for (let length = 0; length <= LONGEST; length++) {
      const text = "palabre-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOP".slice(0, length);
      block.octets.set(new TextEncoder().encode(text));
      block.hash(length);
      expect([...block.words].map((word) => word.toString(16).padStart(8, "0")).join("")).toBe(
        await hex(text),
      );
    }
  });

  it("refuses what does not fit one block", () => {
    expect(() => new OneBlock().hash(LONGEST + 1)).toThrow(RangeError);
  });
});

describe("the work of entering", () => {
  it.each([0, 7, 10, 999, 4_999, 5_000])("finds the number %i", async (number) => {
    expect(solve(await challenge("a1b2c3d4e5f6a1b2c3d4e5f6?expires=1795000000&", number))).toBe(number);
  });

  it("gives up on what has no answer, another hash, or a salt too long for one block", async () => {
    expect(solve({ ...(await challenge("00&", 5)), challenge: "0".repeat(64) })).toBeNull();
    expect(solve({ ...(await challenge("00&", 5)), algorithm: "SHA-512" })).toBeNull();
    expect(solve(await challenge("0".repeat(60), 5))).toBeNull();
  });

  it("is carried as the form wants it, with the number and nothing of the largest", async () => {
    const asked = await challenge("00&", 5);
    const { algorithm, challenge: given, salt, signature } = asked;
    expect(JSON.parse(atob(carried(asked, 5)))).toEqual({
      algorithm,
      challenge: given,
      salt,
      signature,
      number: 5,
    });
  });
});
