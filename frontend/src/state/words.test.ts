import { expect, test } from "vitest";
import { isShouting, lengthOf, tokens, withSmileys } from "./words";

test("a link shows where it truly leads and leaves the stop of the sentence outside", () => {
  const found = tokens("voir https://exemple.fr@autre.test/x, ici");
  expect(found.map((one) => [one.kind, one.text])).toEqual([
    ["text", "voir "],
    ["link", "https://exemple.fr@autre.test/x"],
    ["text", ", ici"],
  ]);
  expect(found[1]).toMatchObject({ live: false, url: { hostname: "autre.test" } });
});

test("an address without a scheme is a link too, another scheme is words", () => {
  expect(tokens("www.exemple.fr").map((one) => one.kind)).toEqual(["link"]);
  expect(tokens("exemple.fr").map((one) => one.kind)).toEqual(["link"]);
  expect(tokens("javascript:alert(1) fin.Demain").map((one) => one.kind)).toEqual(["text"]);
});

test("a mention stands only for somebody present, whole, and says when it is me", () => {
  expect(tokens("@Marc et @lavande, pas @Marcel", ["Lavande"], "Marc")).toEqual([
    { kind: "mention", text: "@Marc", me: true },
    { kind: "text", text: " et " },
    { kind: "mention", text: "@lavande", me: false },
    { kind: "text", text: ", pas @Marcel" },
  ]);
});

test("a name with signs of its own is taken as it is", () => {
  expect(tokens("@J.-P. bonsoir", ["J.-P."]).map((one) => one.kind)).toEqual(["mention", "text"]);
  expect(tokens("@JxxP. bonsoir", ["J.-P."]).map((one) => one.kind)).toEqual(["text"]);
});

test("markup in a message stays words", () => {
  const text = '<img src=x onerror="x"> <b>';
  expect(tokens(text)).toEqual([{ kind: "text", text }]);
});

test("smileys typed alone become pictures, those inside words and links do not", () => {
  expect(withSmileys("salut :) et ;-) <3")).toBe("salut 🙂 et 😉 ❤️");
  expect(withSmileys("http://x/:D note:(a)")).toBe("http://x/:D note:(a)");
});

test("length is counted as the server counts it", () => {
  expect(lengthOf(" e\u0301🙂 ")).toBe(2);
});

test("a long line of capitals is shouting, a short one is not", () => {
  expect(isShouting("JE VOUS ENTENDS TRÈS MAL CE SOIR")).toBe(true);
  expect(isShouting("OUI OK")).toBe(false);
  expect(isShouting("Je vous entends très mal ce soir")).toBe(false);
});
