// Shows where a link leads, on the page that the server wrote: host in large letters, and a way on or none.
import { isDoubtfulTarget } from "../../links/doubts";
import { read } from "../../links/host";

const LONGEST = 300; // characters of an address that anybody reads

function part(name: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-leaving="${name}"]`);
}

function show(name: string, is = true): void {
  part(name)?.toggleAttribute("hidden", !is);
}

/** Reads the address that a fragment holds: http and https alone, as this browser reads them. */
export function targetOf(fragment: string): URL | null {
  const written = fragment.replace(/^#/u, "");
  return /^https?:\/\//iu.test(written) ? read(written) : null;
}

/** Fills the page for the address of a fragment; without one it says so. */
export function showTarget(fragment: string): void {
  const url = targetOf(fragment);
  show("unread", false);
  show("none", !url);
  if (url) name(url);
  closeInstead();
}

function name(url: URL): void {
  const isDoubtful = isDoubtfulTarget(url);
  (part("host") as HTMLElement).textContent = url.host;
  (part("whole") as HTMLElement).textContent =
    url.href.length > LONGEST ? `${url.href.slice(0, LONGEST)}…` : url.href;
  show("known");
  show("live", !isDoubtful);
  show("doubtful", isDoubtful);
  show("notes", !isDoubtful);
  show("plain", url.protocol === "http:");
  show("letters", url.hostname.includes("xn--"));
  for (const twin of document.querySelectorAll<HTMLAnchorElement>("a[hreflang]")) twin.hash = url.href;
  if (!isDoubtful) leadOn(url);
}

function leadOn(url: URL): void {
  const go = part("go") as HTMLAnchorElement;
  go.href = url.href;
  const copy = part("copy") as HTMLButtonElement;
  copy.onclick = async () => {
    await navigator.clipboard.writeText(url.href);
    copy.textContent = copy.dataset["done"] ?? "";
    (part("said") as HTMLElement).textContent = copy.textContent;
  };
  show("go");
  show("copy");
}

/** This page stands in a tab of its own: staying is closing it, where the browser allows, else going to the talk. */
function closeInstead(): void {
  part("stay")?.addEventListener("click", (event) => {
    window.close();
    if (window.closed) event.preventDefault();
  });
}
