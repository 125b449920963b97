// What a private message makes known beyond its row: spoken words, and a notice where the person chose one.
import type { App } from "./app";
import type { Arrived } from "./conversations.svelte";

/** Speaks what arrived, by the levels of section 10.2: everything in private talks, unless chosen otherwise. */
export function hearPrivately(app: App, { talk, said }: Arrived): void {
  const level = app.chat.kept.levels[talk.id] ?? "everything";
  const heard = said.filter((message) => !app.chat.kept.isIgnored(message.author.id));
  for (const message of heard) app.announcer.hear({ room: talk.name, message, toMe: true }, level);
  notify(app, heard.length);
}

/** One quiet notice of the browser while the page is hidden: neither name nor text (brief 5.12). */
function notify({ chosen, messages }: App, count: number): void {
  if (!count || !chosen.now.notify || !document.hidden || Notification.permission !== "granted") return;
  new Notification(messages.notifyOne, { tag: "palabre", silent: true });
}
