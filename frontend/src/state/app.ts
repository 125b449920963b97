// What every component of the chat may reach: state, words, places, choices, quiet words to the reader.
import { createContext } from "svelte";
import type { ChatText } from "../text/chat.fr";
import type { MessagesText } from "../text/messages.fr";
import type { SideText } from "../text/side.fr";
import type { Announcer } from "./announcer.svelte";
import type { Chat } from "./chat.svelte";
import type { Chosen } from "./chosen.svelte";
import type { Company } from "./company.svelte";
import type { Conversations } from "./conversations.svelte";
import type { Desk } from "./desk.svelte";
import type { Route } from "./route.svelte";
import type { Sounds } from "./sounds.svelte";
import type { Toasts } from "./toasts.svelte";

export interface App {
  chat: Chat;
  conversations: Conversations;
  company: Company;
  route: Route;
  chosen: Chosen;
  desk: Desk;
  announcer: Announcer;
  sounds: Sounds;
  toasts: Toasts;
  language: "fr" | "en";
  text: ChatText;
  side: SideText;
  messages: MessagesText;
}

export const [useApp, provideApp] = createContext<App>();
