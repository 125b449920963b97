// @vitest-environment node
import { expect, test } from "vitest";
import hostLines from "../../../tests/vectors/links/hosts.tsv?raw";
import read from "../../../tests/vectors/links/rows.json";
import { findLinks } from "./find";
import { rest } from "./host";

const hosts = hostLines
  .trimEnd()
  .split("\n")
  .map((line) => line.split("\t") as [string, string])
  .map(([url, host]) => [JSON.parse(url) as string, host] as const);
const rows = read as unknown as {
  tricks: [string, string][];
  ordinary: string[];
  words: string[];
};

test("for 5,000 addresses the host shown is the one that a browser would contact, or nothing is shown", () => {
  expect(hosts.length).toBe(5_000);
  const told = hosts.flatMap(([url, host]) => findLinks(url).map((one) => [url, host, one] as const));
  const whole = told.filter(([url, , one]) => one.written === url);
  expect(whole.length).toBeGreaterThan(1_500);
  expect(whole.filter(([, host, one]) => one.url.hostname !== host)).toEqual([]);
  expect(told.filter(([, , one]) => new URL(one.url.href).hostname !== one.url.hostname)).toEqual([]);
});

test("no trick of the rows is live, but those that only the words beside them give away", () => {
  // Near names, look-alikes of other alphabets alone and bait are the server's to weigh; it refuses them.
  const servers = [
    "near_name",
    "bait_words",
    "bait_host",
    "host_inside",
    "short_shape",
    "affiliate",
    "text_differs",
  ];
  const words = /apple-id|orange-|palabre|gouv\.com/u; // names that are words too, or short: it knows them beside bait
  const live = rows.tricks.filter(
    ([text, reason]) =>
      !servers.includes(reason) && !words.test(text) && findLinks(text).some((one) => one.live),
  );
  expect(live).toEqual([]);
});

test("ordinary links are found, and nearly all of them are live", () => {
  const known = rows.ordinary.filter((text) => findLinks(text).length);
  const live = known.filter((text) => findLinks(text).every((one) => one.live));
  expect(rows.ordinary.length - known.length).toBeLessThan(4);
  expect(rows.ordinary.filter((text) => !live.includes(text)).length).toBeLessThan(14);
});

test("words, files, numbers, dates and e-mail addresses stay words", () => {
  expect(rows.words.filter((text) => findLinks(text).length)).toEqual([]);
});

test("a link stands where it was written, without the stop of the sentence", () => {
  const text = "Voir (https://exemple.fr/a_(b)), puis www.exemple.fr/x !";
  expect(findLinks(text).map((one) => text.slice(one.start, one.end))).toEqual([
    "https://exemple.fr/a_(b)",
    "www.exemple.fr/x",
  ]);
});

test("a look-alike of one alphabet in another is never live", () => {
  expect(findLinks("https://раураl.com https://gооgle.com").map((one) => one.live)).toEqual([false, false]);
});

test("what follows the host is ASCII and short", () => {
  const [link] = findLinks("https://exemple.fr:8443/é?" + "a".repeat(90));
  expect(link && rest(link.url)).toBe(":8443/%C3%A9?" + "a".repeat(35) + "…");
});

test("five hundred random texts of the signs that links are made of are read without a fault", () => {
  const signs = [
    "https://",
    "www.",
    ".",
    "/",
    "@",
    ":",
    "com",
    "fr",
    " ",
    "(",
    ")",
    "%2e",
    "\u202e",
    "é",
    "exemple",
    "\\",
  ];
  let seed = 7;
  const next = () => (seed = (seed * 48_271) % 2_147_483_647);
  for (let turn = 0; turn < 500; turn += 1) {
    const text = Array.from({ length: 12 }, () => signs[next() % signs.length]).join("");
    for (const one of findLinks(text)) expect(text.slice(one.start, one.end)).toBe(one.written);
  }
});
