// Words of the host’s corner, and of what hosts do.
import type { HostText } from "./host.fr";
import { plural } from "./plural";

export const hostEn: HostText = {
  title: "Host’s corner",
  topic: "Topic of the room",
  topicHelp: "One line under the name. Leave it empty to remove it.",
  topicLong: "The topic has 120 characters at most.",
  setTopic: "Change the topic",
  slow: "Slow mode",
  slowHelp: "How long each person waits between two messages.",
  slowNone: "No wait",
  slowFor: (seconds) =>
    seconds < 60
      ? `${seconds} seconds`
      : plural("en", seconds / 60, { one: `${seconds / 60} minute`, other: `${seconds / 60} minutes` }),
  readOnly: "Read only",
  readOnlyHelp: "Only the host writes; the others read and react.",
  pinned: "Pinned message",
  noPin: "No message is pinned. “Pin” is in each message’s menu.",
  unpin: "Unpin",
  done: "Changed for everyone.",
  hide: "Hide for everyone",
  showAgain: "Show again",
  hideTitle: "Hide this message",
  hideHelp: (name) =>
    `Everybody will see that a message by ${name} is hidden. ${name} will read why, and may contest.`,
  hidden: "The message is hidden.",
  askOut: "Ask to leave the room",
  outTitle: (name) => `Ask ${name} to leave the room`,
  outHelp: (name) =>
    `${name} leaves the room and cannot come back for 24 hours. ${name} will read why, and may contest.`,
  isOut: (name) => `${name} has left the room.`,
  why: "Why?",
  reasons: {
    off_topic: "Not what the room is about",
    rude: "A lack of respect",
    flood: "Messages that keep others from talking",
    reveals: "Something of another person is revealed",
  },
  cancel: "Cancel",
  out: "People asked to leave the room",
  nobodyOut: "Nobody for now.",
  outUntil: (name, hour) => `${name}, until tomorrow ${hour} at most`,
  letIn: (name) => `Let ${name} come back`,
  isIn: (name) => `${name} may come back.`,
  notHost: "Only the host of this room can change these settings.",
};
