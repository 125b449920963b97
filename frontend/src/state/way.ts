// How words leave a talk: a room's go to the server as they are, a private talk's are sealed first.
import type { Message } from "../protocol/types";
import type { Chat } from "./chat.svelte";
import type { Outgoing, Talk } from "./talk.svelte";

export interface Way {
  say(text: string, action: boolean): void;
  again(one: Outgoing): void;
  /** Sends what a rule asked to think over; absent where no rule reads. */
  sure?(one: Outgoing): void;
  drop(one: Outgoing): void;
  /** The three below reject with `Refused` or `Cut`. */
  edit(message: Message, text: string): Promise<void>;
  remove(message: Message): Promise<void>;
  react(message: Message, emoji: string, on: boolean): Promise<void>;
  types(): void;
  older(): Promise<void>;
  /** How links of a message are drawn: as words, with the host they lead to, or leading to the page before leaving. */
  links(message: Message): "words" | "host" | "open";
}

export function wayOf(chat: Chat, talk: Talk): Way {
  return talk.way ?? inRoom(chat, talk);
}

function inRoom(chat: Chat, talk: Talk): Way {
  const place = talk.id;
  return {
    say: (text, action) => chat.outbox.send(talk, text, { action }),
    again: (one) => void chat.outbox.deliver(talk, one),
    sure: (one) => chat.outbox.sure(talk, one),
    drop: (one) => chat.outbox.drop(talk, one),
    edit: async (message, text) => void (await chat.ask({ t: "edit", place, message: message.id, text })),
    remove: async (message) => void (await chat.ask({ t: "delete", place, message: message.id })),
    react: async (message, emoji, on) =>
      void (await chat.ask({ t: "react", place, message: message.id, emoji, on })),
    types: () => chat.hint({ t: "typing", place }),
    older: () => chat.older(talk),
    links: () => "open",
  };
}
