import { mount } from "svelte";
import "./styles/all.css";
import "./styles/shell.css";
import "./styles/header.css";
import "./styles/log.css";
import "./styles/message.css";
import "./styles/composer.css";
import AppView from "./features/shell/App.svelte";
import Locked from "./features/shell/Locked.svelte";
import type { App } from "./state/app";
import { Announcer } from "./state/announcer.svelte";
import { takePlace } from "./state/back";
import { Chat, type Spoken } from "./state/chat.svelte";
import { Chosen } from "./state/chosen.svelte";
import { Company } from "./state/company.svelte";
import { Conversations } from "./state/conversations.svelte";
import { Desk } from "./state/desk.svelte";
import { isLocked } from "./state/exit";
import { applyPreferences } from "./state/preferences";
import { Route } from "./state/route.svelte";
import { Sounds } from "./state/sounds.svelte";
import { Toasts } from "./state/toasts.svelte";
import { hearPrivately } from "./state/notices";
import { levelOf } from "./state/level";
import { chatText } from "./text/chat";
import { keepOffline } from "./worker";

applyPreferences();
const language = document.documentElement.lang === "en" ? "en" : "fr";
const target = document.getElementById("app");

function speak(app: App, { talk, said }: Spoken): void {
  const me = app.chat.meId;
  for (const message of said) {
    if (message.author.id === me || app.chat.kept.isIgnored(message.author.id)) continue;
    const toMe = message.mentions.includes(me) || message.reply?.name === app.chat.me?.card.name;
    const room = talk.room?.name ?? "";
    const level = levelOf(app, talk.id);
    app.announcer.hear({ room, message, toMe }, level);
    if (toMe && level !== "nothing") app.sounds.ring(app.text.namedBy(message.author.name, room));
  }
}

async function start(box: HTMLElement): Promise<void> {
  const { text, side, messages } = await chatText(language);
  takePlace();
  const chat = new Chat((spoken) => speak(app, spoken));
  const chosen = new Chosen();
  const desk = new Desk();
  const company = new Company((command) => chat.ask(command), chat.kept);
  const conversations = new Conversations(
    { ask: (command) => chat.ask(command), isOpen: () => chat.line === "open", me: () => chat.me?.card },
    messages,
    (arrived) => hearPrivately(app, arrived),
    chat.kept.begun,
  );
  chat.heard = (frame) => (company.told(frame), conversations.told(frame), desk.hear(frame));
  chat.opened = () => (company.opened(), conversations.opened(), later(loadSealed));
  // Cut while it loads, it loads when the line is open again, or when it is asked for.
  const loadSealed = () => void conversations.load().catch(() => undefined);
  const app: App = {
    chat,
    conversations,
    company,
    route: new Route(),
    chosen,
    desk,
    announcer: new Announcer(text.grouped),
    sounds: new Sounds(() => chosen.now.sound),
    toasts: new Toasts(),
    language,
    text,
    side,
    messages,
  };
  box.replaceChildren();
  if (isLocked()) {
    mount(Locked, { target: box, props: { text, messages } });
    return;
  }
  mount(AppView, { target: box, props: { app } });
  chat.connect();
}

/** Runs once the page has nothing more urgent: the sealed part is no part of the first load. */
function later(act: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(act, { timeout: 3_000 });
  else setTimeout(act, 500);
}

if (target) void start(target);
keepOffline();
