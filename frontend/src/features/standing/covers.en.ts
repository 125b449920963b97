import type { CoversText } from "./covers.fr";

export const coversEn: CoversText = {
  name: {
    held: "Your pseudonym is held by a rule, or has been reported: a neutral name stands in its place until a person has looked. You can also choose another.",
    removed: "Your pseudonym has been removed. Choose another to write again.",
  },
  words: {
    held: "The words of your card have been reported: nobody but you sees them while a person looks.",
    removed: "The words of your card have been removed. You can write others.",
  },
  why: "Read why, and contest",
  choose: "Choose a pseudonym",
  room: {
    held: "The name of this room has been reported: a neutral name stands in its place while a person looks.",
    removed: "The name of this room has been removed. Give it another; the room goes on.",
  },
  roomName: "New name of the room",
  rename: "Give this name",
};
