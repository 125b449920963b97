import { beforeEach, expect, test, vi } from "vitest";
import { showTarget, targetOf } from "./target";

const PAGE = `
  <div data-leaving="unread"></div><div data-leaving="none" hidden></div>
  <div data-leaving="known" hidden>
    <p data-leaving="live"></p><p data-leaving="doubtful" hidden></p>
    <bdi data-leaving="host"></bdi><bdi data-leaving="whole"></bdi>
    <p data-leaving="plain" hidden></p><p data-leaving="letters" hidden></p>
  </div>
  <a data-leaving="go" hidden></a><button data-leaving="copy" data-done="Copié" hidden></button>
  <a data-leaving="stay" href="/chat"></a><p data-leaving="said"></p><a hreflang="en" href="/en/elsewhere"></a>`;

const part = (name: string) => document.querySelector(`[data-leaving="${name}"]`) as HTMLAnchorElement;
const shown = () =>
  [...document.querySelectorAll<HTMLElement>("[data-leaving]")]
    .filter((one) => !one.closest("[hidden]"))
    .map((one) => one.dataset["leaving"]);

beforeEach(() => {
  document.body.innerHTML = PAGE;
});

test("the host is named and the way on is the address itself", () => {
  showTarget("#https://exemple.fr/une-page?a=1#suite");
  expect(part("host").textContent).toBe("exemple.fr");
  expect(part("whole").textContent).toBe("https://exemple.fr/une-page?a=1#suite");
  expect(part("go").href).toBe("https://exemple.fr/une-page?a=1#suite");
  expect(shown()).toEqual(["known", "live", "host", "whole", "go", "copy", "stay", "said"]);
});

test("an international name is in ASCII, with a word on it; so is a line without encryption", () => {
  showTarget("#http://café.example:8080/");
  expect(part("host").textContent).toBe("xn--caf-dma.example:8080");
  expect(shown()).toContain("letters");
  expect(shown()).toContain("plain");
});

test.each([
  "#https://u:p@exemple.fr/",
  "#https://bit.ly/abc",
  "#http://3221225985/",
  "#https://exemple.fr/a.jpg.exe",
])("a doubtful address is named and leads nowhere: %s", (fragment) => {
  showTarget(fragment);
  expect(shown()).toContain("doubtful");
  expect(shown()).not.toContain("go");
  expect(part("go").hasAttribute("href")).toBe(false);
});

test.each([
  "",
  "#",
  "#javascript:alert(1)",
  "#//exemple.fr",
  "#data:text/html,x",
  "#https://",
  "#/chat",
  "#exemple.fr",
])("what is no address of the web is not followed: %s", (fragment) => {
  expect(targetOf(fragment)).toBe(null);
  showTarget(fragment);
  expect(shown()).toEqual(["none", "stay", "said"]);
});

test("the twin in the other language gets the address along", () => {
  showTarget("#https://exemple.fr/");
  expect(document.querySelector<HTMLAnchorElement>("a[hreflang]")?.hash).toBe("#https://exemple.fr/");
});

test("the address can be copied, and that is said", async () => {
  const writeText = vi.fn(async () => undefined);
  vi.stubGlobal("navigator", { ...navigator, clipboard: { writeText } });
  showTarget("#https://exemple.fr/");
  part("copy").click();
  await vi.waitFor(() => expect(part("said").textContent).toBe("Copié"));
  expect(writeText).toHaveBeenCalledWith("https://exemple.fr/");
  vi.unstubAllGlobals();
});
