// The state of a talk before + an event = the state after; the same rule as the server's.
import type { Message, PlaceEvent, Reaction } from "../protocol/types";

/** Applies an event to messages in order of position; returns a new list only when something changed. */
export function fold(messages: Message[], event: PlaceEvent, me: string): Message[] {
  switch (event.t) {
    case "said":
      return says(messages, event.message);
    case "returned":
      return change(messages, event.message, (one) => ({ ...one, state: "returned" }));
    case "withheld":
      return event.author === me
        ? change(messages, event.message, (one) => ({ ...one, state: "withheld" }))
        : messages
            .filter((one) => one.id !== event.message)
            .map((one) =>
              one.reply?.message === event.message ? { ...one, reply: { ...one.reply, text: "" } } : one,
            );
    case "covered":
      return change(messages, event.message, (one) =>
        event.author === me
          ? { ...one, state: "covered" }
          : { ...one, text: "", reply: null, mentions: [], reactions: [], roll: null, state: "covered" },
      ).map((one) =>
        one.reply?.message === event.message ? { ...one, reply: { ...one.reply, text: "" } } : one,
      );
    case "shown_again":
      return [...messages.filter((one) => one.id !== event.message.id), event.message].sort(
        (one, other) => one.position - other.position,
      );
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
    case "named":
      return messages.map((one) => renamed(one, event.author, event.name));
    case "room_changed":
    case "stub":
      return messages;
  }
}

function renamed(one: Message, author: string, name: string): Message {
  const reply = one.reply?.author === author ? { ...one.reply, name } : one.reply;
  if (one.author.id !== author) return reply === one.reply ? one : { ...one, reply };
  return { ...one, reply, author: { ...one.author, name } };
}

// A message that was held comes to stand where it was released.
function says(messages: Message[], said: Message): Message[] {
  const known = messages.find((one) => one.id === said.id);
  if (known && known.state !== "held") return messages;
  return [...messages.filter((one) => one !== known), said];
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
