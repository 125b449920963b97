// People, rooms and messages for tests, whole and plain.
import type { Card, Joined, Message, Person, Profile, Room } from "../protocol/types";

export function card(changes: Partial<Card> = {}): Card {
  return {
    id: "m-lavande",
    name: "Lavande",
    colour: 11,
    age: "41",
    town: "Limoges",
    here_for: ["talk"],
    words: "Bonsoir à tous",
    pronouns: "",
    gender: "",
    languages: "français",
    since: Date.UTC(2026, 10, 24),
    ...changes,
  };
}

export function profile(changes: Partial<Profile> = {}): Profile {
  return {
    card: card({ id: "m-me", name: "Marc", colour: 5, age: "45", town: "Lyon", words: "", languages: "" }),
    town: 7,
    town_name: "Lyon",
    town_shown: "town",
    age: 45,
    age_shown: "age",
    ask_first: true,
    name_covered: "",
    words_covered: "",
    ...changes,
  };
}

export function room(changes: Partial<Room> = {}): Room {
  return {
    id: "cuisine",
    name: "Cuisine",
    covered: "",
    topic_en: "",
    topic: "Recettes, marchés, tours de main",
    purpose: "",
    theme: "cooking",
    town: 0,
    host: null,
    slow_s: 0,
    read_only: false,
    pinned: null,
    state: "open",
    count: 3,
    created: 0,
    ...changes,
  };
}

export function message(changes: Partial<Message> = {}): Message {
  return {
    id: "1",
    position: 1,
    at: 1_000,
    author: { id: "m-lavande", name: "Lavande", colour: 11, age: "41", town: "Limoges" },
    text: "bonsoir",
    action: false,
    roll: null,
    reply: null,
    mentions: [],
    edited: 0,
    reactions: [],
    state: "said",
    ...changes,
  };
}

export function person(changes: Partial<Person> = {}): Person {
  return {
    id: "m-lavande",
    name: "Lavande",
    colour: 11,
    age: "41",
    town: "Limoges",
    away: null,
    host: false,
    ...changes,
  };
}

export function joined(changes: Partial<Joined> = {}): Joined {
  return {
    t: "joined",
    n: 0,
    place: "cuisine",
    room: room(),
    epoch: "e1",
    head: 1,
    reset: true,
    messages: [message()],
    events: [],
    more: false,
    total: 3,
    pinned: null,
    ...changes,
  };
}
