// Where one was when the visit ended, so that a new proof leads back there. Kept on this device only.
import { Kept } from "./device";

const place = (): Kept<string> => new Kept<string>("back", "");

export function keepPlace(path: string = location.pathname): void {
  place().write(path);
}

/** Goes back to the place kept, once, when the address names none. */
export function takePlace(): void {
  const path = place().read();
  if (!path) return;
  place().write("");
  if (location.pathname === "/chat" && path.startsWith("/chat/")) history.replaceState(null, "", path);
}
