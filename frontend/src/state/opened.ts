// What is open in tabs, rooms and private talks alike, in the order they are shown.
import type { App } from "./app";
import type { Where } from "./route.svelte";

export interface Opened {
  id: string;
  name: string;
  unread: number;
  mentioned: boolean;
  isHere: boolean;
  where: Where;
}

export function openTalks({
  chat,
  conversations,
  route,
}: Pick<App, "chat" | "conversations" | "route">): Opened[] {
  const { page } = route.where;
  const rooms = chat.talks.map((talk) => ({
    ...{ id: talk.id, unread: talk.unread, mentioned: talk.mentioned > 0 },
    name: talk.room?.name ?? chat.rooms.get(talk.id)?.name ?? talk.id,
    isHere: page === "room" && talk.id === chat.current,
    where: { page: "room" as const, place: talk.id },
  }));
  const talks = conversations.open.flatMap((id) => conversations.talkOf(id) ?? []);
  const dialogues = talks.map((talk) => ({
    ...{ id: talk.id, name: talk.name, unread: talk.unread, mentioned: talk.unread > 0 },
    isHere: page === "talk" && talk.id === conversations.current,
    where: { page: "talk" as const, conversation: talk.id },
  }));
  return [...rooms, ...dialogues];
}

/** Everything that waits for me: unread words and requests. */
export function waitingFor({ chat, conversations }: Pick<App, "chat" | "conversations">): number {
  const rooms = chat.talks.reduce((sum, one) => sum + one.unread, 0);
  return rooms + conversations.unread + conversations.waiting;
}

/** What the page shows, as its title says it. */
export function titleOf({ chat, conversations, route, text, messages }: App): string {
  const { page } = route.where;
  if (page === "room") return chat.talk?.room?.name ?? text.rooms;
  if (page === "talk") return conversations.talk?.name ?? messages.title;
  return {
    rooms: text.rooms,
    messages: messages.title,
    requests: messages.requests,
    around: messages.around,
    me: text.places.me,
  }[page];
}
