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
import { Desk } from "./state/desk.svelte";
import { isLocked } from "./state/exit";
import { applyPreferences } from "./state/preferences";
import { Route } from "./state/route.svelte";
import { Sounds } from "./state/sounds.svelte";
import { Toasts } from "./state/toasts.svelte";
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
  const { text, side } = await chatText(language);
  takePlace();
  const chat = new Chat((spoken) => speak(app, spoken));
  const chosen = new Chosen();
  const app: App = {
    chat,
    route: new Route(),
    chosen,
    desk: new Desk(),
    announcer: new Announcer(text.grouped),
    sounds: new Sounds(() => chosen.now.sound),
    toasts: new Toasts(),
    language,
    text,
    side,
  };
  box.replaceChildren();
  if (isLocked()) {
    mount(Locked, { target: box, props: { text } });
    return;
  }
  mount(AppView, { target: box, props: { app } });
  chat.connect();
}

if (target) void start(target);
keepOffline();
