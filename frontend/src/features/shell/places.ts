// The places of the rail: where each leads, what waits there, in numbers and in words.
import Compass from "@lucide/svelte/icons/compass";
import Mail from "@lucide/svelte/icons/mail";
import Messages from "@lucide/svelte/icons/messages-square";
import type { App } from "../../state/app";
import type { Where } from "../../state/route.svelte";

const PRIVATE = ["messages", "requests", "talk"];

export function placesOf({ chat, conversations, messages, route, text }: App, isPhone: boolean) {
  const { page } = route.where;
  const unread = chat.talks.reduce((sum, talk) => sum + talk.unread, 0);
  const { unread: letters, waiting: asks } = conversations;
  const waits = [letters && text.unread(letters), asks && messages.requestsWait(asks)];
  return [
    {
      ...{ where: rooms(chat, page === "me" && !isPhone), label: text.places.rooms, icon: Messages },
      ...{
        isHere: page === "rooms" || page === "room",
        count: unread,
        words: [unread && text.unread(unread)],
      },
    },
    {
      ...{ where: { page: "messages" } as Where, label: messages.places.messages, icon: Mail },
      ...{ isHere: PRIVATE.includes(page), count: letters + asks, words: waits },
    },
    {
      ...{ where: { page: "around" } as Where, label: messages.places.around, icon: Compass },
      ...{ isHere: page === "around", count: 0, words: [] },
    },
  ];
}

/** Rooms leads back to the talk one left, where list and talk stand side by side. */
function rooms(chat: App["chat"], leadsBack: boolean): Where {
  const place = leadsBack ? chat.kept.recent[0] : undefined;
  return place && chat.talkOf(place) ? { page: "room", place } : { page: "rooms" };
}
