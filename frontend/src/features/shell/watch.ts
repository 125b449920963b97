// What the page watches while it is open: the line of the device, the reader's presence, spoken words.
import type { App } from "../../state/app";
import { hear } from "../../state/channel";
import { followKeyboard } from "../../state/viewport";

const IDLE_MS = 10 * 60_000;

/** Watches until the returned function is called. */
export function watch(app: App): () => void {
  const { chat } = app;
  let idle: ReturnType<typeof setTimeout> | undefined;
  let awayByItself = false;

  const fallIdle = () => {
    if (chat.away !== null || chat.line !== "open") return;
    awayByItself = true;
    void chat.setAway("").catch(() => undefined);
  };
  const active = () => {
    chat.active();
    clearTimeout(idle);
    idle = setTimeout(fallIdle, IDLE_MS);
    if (!awayByItself) return;
    awayByItself = false;
    if (chat.away === "") void chat.setAway(null).catch(() => undefined);
  };
  const seen = () => {
    if (document.hidden) return;
    active(); // brought to the front by somebody
    chat.talk?.read();
    app.conversations.read();
    void chat.comeBack();
  };
  const on = () => chat.online(true);
  const off = () => chat.online(false);

  const stop = new AbortController();
  const { signal } = stop;
  for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"]) {
    window.addEventListener(kind, active, { signal, passive: true });
  }
  document.addEventListener("visibilitychange", seen, { signal });
  window.addEventListener("online", on, { signal });
  window.addEventListener("offline", off, { signal });
  const release = followKeyboard();
  const hush = hear("renewed", () => chat.renewed());
  active();
  return () => {
    stop.abort();
    release();
    hush();
    clearTimeout(idle);
  };
}
