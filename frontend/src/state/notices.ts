// What a private message makes known beyond its row: spoken words, a sound and a notice where the person chose them.
import type { App } from "./app";
import type { Arrived } from "./conversations.svelte";

const TAG = "palabre"; // one notice at a time, whatever comes

/** Tells what arrived, by the levels of section 10.2: everything in private talks, unless chosen otherwise. */
export function hearPrivately(app: App, { talk, said }: Arrived): void {
  const level = app.chat.kept.levels[talk.id] ?? "everything";
  const heard = said.filter((message) => !app.chat.kept.isIgnored(message.author.id));
  for (const message of heard) app.announcer.hear({ room: talk.name, message, toMe: true }, level);
  if (!heard.length) return;
  const isSeen = app.conversations.current === talk.id && !document.hidden;
  if (level !== "nothing" && !isSeen) app.sounds.ring(app.messages.writesToYou(talk.name));
  notify(app);
}

/** One quiet notice of the browser while the page is hidden: neither name nor text (brief 5.12). */
function notify({ chosen, messages }: App): void {
  if (!chosen.now.notify || !document.hidden || Notification.permission !== "granted") return;
  const words = chosen.now.discreet ? messages.notifyDiscreet : messages.notifyOne;
  const how = { tag: TAG, silent: true, icon: chosen.now.discreet ? "/temps.svg" : "/favicon.svg" };
  try {
    const notice = new Notification(words, how);
    notice.onclick = () => window.focus();
    document.addEventListener("visibilitychange", () => notice.close(), { once: true });
  } catch {
    // Telephones give notices through the worker alone.
    void navigator.serviceWorker?.ready.then((worker) => showBy(worker, words, how));
  }
}

async function showBy(worker: ServiceWorkerRegistration, words: string, how: NotificationOptions) {
  await worker.showNotification(words, how);
  const close = async () => (await worker.getNotifications({ tag: TAG })).forEach((one) => one.close());
  document.addEventListener("visibilitychange", () => void close(), { once: true });
}
