// The whole state of the chat, real, over a line that the test holds.
import type { App } from "../state/app";
import { Announcer } from "../state/announcer.svelte";
import { Chat } from "../state/chat.svelte";
import { Chosen } from "../state/chosen.svelte";
import { Company } from "../state/company.svelte";
import { Conversations } from "../state/conversations.svelte";
import { Desk } from "../state/desk.svelte";
import { Route } from "../state/route.svelte";
import { Sounds } from "../state/sounds.svelte";
import { Toasts } from "../state/toasts.svelte";
import { chatFr } from "../text/chat.fr";
import { messagesFr } from "../text/messages.fr";
import { sideFr } from "../text/side.fr";
import type { Room } from "../protocol/types";
import { Line, asSocket, type Answer } from "./line";
import { profile } from "./people";

export interface Held {
  app: App;
  line: Line;
}

/** An app already greeted by the server, as Marc; `answer` plays the server's part. */
export async function appWith(answer: Answer = () => undefined, rooms: Room[] = []): Promise<Held> {
  localStorage.clear();
  sessionStorage.clear();
  const visit = { now: 0, ends_at: 3_600_000, by_proof: false };
  const welcome = { t: "welcome", v: 1, me: profile(), rooms, ...visit, demo: true };
  const line = new Line((command) => (command.t === "hello" ? welcome : answer(command)));
  const chat = new Chat(undefined, () => asSocket(line));
  const desk = new Desk();
  const company = new Company((command) => chat.ask(command), chat.kept);
  const conversations = new Conversations(
    { ask: (command) => chat.ask(command), isOpen: () => chat.line === "open", me: () => chat.me?.card },
    messagesFr,
    undefined,
    chat.kept.begun,
  );
  chat.heard = (frame) => (company.told(frame), conversations.told(frame), desk.hear(frame));
  const app: App = {
    chat,
    conversations,
    company,
    route: new Route(),
    chosen: new Chosen(),
    desk,
    announcer: new Announcer(chatFr.grouped),
    sounds: new Sounds(() => "none"),
    toasts: new Toasts(),
    language: "fr",
    text: chatFr,
    side: sideFr,
    messages: messagesFr,
  };
  chat.connect();
  line.open();
  await new Promise((done) => setTimeout(done));
  return { app, line };
}
