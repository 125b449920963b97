// The state of a talk before + an event = the state after; the same rule as the server's.
import type { Message, PlaceEvent, Reaction } from "../protocol/types";

/** Applies an event to messages in order of position; returns a new list only when something changed. */
export function fold(messages: Message[], event: PlaceEvent, me: string): Message[] {
  switch (event.t) {
    case "said":
      return messages.some((one) => one.id === event.message.id) ? messages : [...messages, event.message];
    case "edited":
      return change(messages, event.message, (one) => ({
        ...one,
        text: event.text,
        mentions: event.mentions,
        edited: event.at,
      }));
    case "deleted":
      return change(messages, event.message, (one) => ({
        ...one,
        text: "",
        reply: null,
        mentions: [],
        reactions: [],
        state: "deleted",
      })).map((one) =>
        one.reply?.message === event.message ? { ...one, reply: { ...one.reply, text: "" } } : one,
      );
    case "reacted":
      return change(messages, event.message, (one) => ({
        ...one,
        reactions: react(one.reactions, event.emoji, event.count, event.member === me ? event.on : undefined),
      }));
    case "room_changed":
    case "stub":
      return messages;
  }
}

function change(messages: Message[], id: string, how: (one: Message) => Message): Message[] {
  return messages.map((one) => (one.id === id ? how(one) : one));
}

function react(reactions: Reaction[], emoji: string, count: number, mine: boolean | undefined): Reaction[] {
  const before = reactions.find((one) => one.emoji === emoji);
  const after = { emoji, count, mine: mine ?? before?.mine ?? false };
  if (!before) return count ? [...reactions, after] : reactions;
  return count
    ? reactions.map((one) => (one.emoji === emoji ? after : one))
    : reactions.filter((one) => one !== before);
}
