import { expect, test } from "vitest";
import read from "../../../../tests/vectors/links/rows.json";
import { appWith } from "../../tests/app";
import { show } from "../../tests/within";
import Body from "./Body.svelte";

const rows = read as unknown as {
  tricks: [string, string][];
  ordinary: string[];
};
const anchors = () => [...document.querySelectorAll("a")];

async function drawn(text: string, links: "words" | "host" | "open" = "open") {
  document.body.replaceChildren();
  const { app } = await appWith();
  show(app, Body, { text, names: [], mine: "Marc", links });
}

test("a link shows its host and leads only to our page, with the address where no server sees it", async () => {
  await drawn("Voir https://Exemple.fr/une-page, ici");
  const [link] = anchors();
  expect(link?.getAttribute("href")).toBe("/ailleurs#https://exemple.fr/une-page");
  expect(link?.getAttribute("rel")).toBe("noreferrer noopener nofollow ugc");
  expect(link?.textContent).toBe("exemple.fr/une-page (mène hors de Palabre)");
  expect(document.body.textContent).toBe("Voir exemple.fr/une-page (mène hors de Palabre), ici");
});

test("a doubtful address shows its true host, says so, and leads nowhere", async () => {
  await drawn("https://www.ameli.fr@piege.example/x");
  expect(anchors()).toEqual([]);
  expect(document.body.textContent).toBe("piege.example/xadresse douteuse");
});

test("without a yes a link stays the words that were written, and with the host alone nothing leads on", async () => {
  await drawn("https://exemple.fr/x", "words");
  expect(document.body.textContent).toBe("https://exemple.fr/x");
  await drawn("https://exemple.fr/x", "host");
  expect(document.body.textContent).toBe("exemple.fr/x");
  expect(anchors()).toEqual([]);
});

test("whatever a message holds, its HTML has no address but our page's, and nothing that loads", async () => {
  const texts = [
    ...rows.tricks.map(([text]) => text),
    ...rows.ordinary,
    '<a href="https://x.example">x</a> [x](https://x.example)',
  ];
  await drawn(texts.join(" \n "));
  expect(anchors().length).toBeGreaterThan(80);
  expect(anchors().filter((one) => !one.getAttribute("href")?.startsWith("/ailleurs#http"))).toEqual([]);
  expect(
    document.querySelectorAll(
      "img, link, iframe, script, object, embed, video, audio, form, [src], [srcset], [style]",
    ).length,
  ).toBe(0);
  expect(document.querySelectorAll("[href]").length).toBe(anchors().length);
});
