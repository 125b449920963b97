// Commands typed after a slash; each has a twin in a menu. Gives the words to tell, or null.
import type { App } from "../../state/app";
import { read, type CommandName } from "../../state/commands";
import { withSmileys } from "../../state/words";
import type { Talk } from "../../state/talk.svelte";
import { wayOf } from "../../state/way";
import { sentenceOf } from "./acts";

export type Outcome =
  { kind: "done" } | { kind: "unknown"; name: string } | { kind: "kept"; sentence: string };

const DONE: Outcome = { kind: "done" };

/** Sends what was typed, or does what it commands. `asMessage` sends an unknown command as words. */
export async function obey(app: App, talk: Talk, text: string, asMessage = false): Promise<Outcome> {
  const typed = asMessage ? { kind: "text" as const, text } : read(text);
  if (typed.kind === "unknown") return { kind: "unknown", name: typed.name };
  if (typed.kind === "text") {
    wayOf(app.chat, talk).say(said(app, typed.text), false);
    return DONE;
  }
  try {
    return await COMMANDS[typed.name](app, talk, typed.rest);
  } catch (error) {
    return { kind: "kept", sentence: sentenceOf(app, error) };
  }
}

/** What is sent for what was typed: smileys become pictures if so chosen. */
export function said(app: Pick<App, "chosen">, text: string): string {
  return app.chosen.now.smileys ? withSmileys(text) : text;
}

type Act = (app: App, talk: Talk, rest: string) => Promise<Outcome> | Outcome;

const COMMANDS: Record<CommandName, Act> = {
  me: (app, talk, rest) => {
    wayOf(app.chat, talk).say(said(app, rest), true);
    return DONE;
  },
  room: (app, _talk, rest) => {
    const wanted = plain(rest);
    const room = [...app.chat.rooms.values()].find((one) => plain(one.name) === wanted || one.id === wanted);
    if (!room) return { kind: "kept", sentence: app.text.noRoom(rest) };
    app.route.go({ page: "room", place: room.id });
    return DONE;
  },
  ignore: (app, talk, rest) => {
    const wanted = plain(rest.replace(/^@/u, ""));
    const author = talk.messages.find((one) => plain(one.author.name) === wanted)?.author;
    if (!author || author.id === app.chat.meId)
      return { kind: "kept", sentence: app.text.noSuchPerson(rest) };
    ignore(app, author);
    return DONE;
  },
  away: async (app, _talk, rest) => {
    await app.chat.setAway(rest);
    app.toasts.show(app.text.awayDone, () => void app.chat.setAway(null));
    return DONE;
  },
  back: async (app) => {
    await app.chat.setAway(null);
    app.toasts.show(app.text.backDone);
    return DONE;
  },
  nick: async (app, _talk, rest) => {
    await app.chat.setProfile({ pseudonym: rest });
    app.toasts.show(app.text.nickDone(rest));
    return DONE;
  },
  topic: async (app, talk, rest) => {
    await app.chat.setRoom({ place: talk.id, topic: rest });
    app.toasts.show(app.text.topicDone);
    return DONE;
  },
  roll: (app, talk, rest) => {
    if (talk.way) return { kind: "kept", sentence: app.messages.noDice }; // the server throws them, and reads nothing here
    app.chat.outbox.send(talk, rest || "1d6", { dice: true });
    return DONE;
  },
  help: (app) => {
    app.desk.onTop = { kind: "keys" };
    return DONE;
  },
  leave: (app) => {
    app.route.go({ page: "me" });
    requestAnimationFrame(() => document.getElementById("leave")?.focus());
    return DONE;
  },
};

/** Sees somebody no more, with an undo. */
export function ignore(app: App, person: { id: string; name: string }): void {
  const { id, name } = person;
  app.company.ignore({ id, name }, true);
  app.toasts.show(app.text.ignoreDone(name), () => app.company.ignore({ id, name }, false));
}

function plain(name: string): string {
  return name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
