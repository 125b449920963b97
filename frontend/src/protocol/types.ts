// Made from src/palabre/gateway/protocol.py by `make types`. Do not edit.

export const VERSION = 1;

export const SUBPROTOCOL = "palabre.1";

/** Where a client that returns had read to. */
export interface Resume {
  place: string;
  epoch: string;
  position: number;
}

/** What one is here for. */
export type HereFor = "talk" | "friends" | "meet" | "play" | "advice" | "language";

/** What anybody in a room may see of a member. */
export interface Card {
  id: string;
  name: string;
  colour: number;
  age: string;
  town: string;
  here_for: HereFor[];
  words: string;
  pronouns: string;
  gender: string;
  languages: string;
  since: number;
}

/** What a card says of the town. */
export type TownShown = "town" | "larger" | "department" | "none";

/** What a card says of the age. */
export type AgeShown = "age" | "band" | "none";

/** A member's own view: the card, and the choices behind it. */
export interface Profile {
  card: Card;
  town: number;
  town_name: string;
  town_shown: TownShown;
  age: number;
  age_shown: AgeShown;
  ask_first: boolean;
}

/** Whether a room is listed. */
export type RoomState = "waiting" | "open" | "refused";

/** A shared place with its rules, as listed. */
export interface Room {
  id: string;
  name: string;
  topic: string;
  purpose: string;
  theme: string;
  town: number;
  host: string | null;
  slow_s: number;
  read_only: boolean;
  pinned: string | null;
  state: RoomState;
  count: number;
  created: number;
  topic_en: string;
}

/** What a client does next. */
export type Advice = "now" | "later" | "never";

/** What others may see of a message. */
export type MessageState = "said" | "held" | "deleted";

/** Who said it, as they chose to be shown when they said it. */
export interface Author {
  id: string;
  name: string;
  colour: number;
  age: string;
  town: string;
}

/** The message replied to, in short. */
export interface Quote {
  message: string;
  name: string;
  colour: number;
  text: string;
}

/** One emoji under a message. */
export interface Reaction {
  emoji: string;
  count: number;
  mine: boolean;
}

/** Dice thrown by the server: nobody chose what came up. */
export interface Roll {
  dice: string;
  faces: number[];
}

/** A message as one member sees it now. */
export interface Message {
  id: string;
  position: number;
  at: number;
  author: Author;
  text: string;
  action: boolean;
  reply: Quote | null;
  mentions: string[];
  edited: number;
  reactions: Reaction[];
  state: MessageState;
  roll: Roll | null;
}

/** One line of a people list. */
export interface Person {
  id: string;
  name: string;
  colour: number;
  age: string;
  town: string;
  away: string | null;
  host: boolean;
}

/** A message was said. */
export interface Said {
  t: "said";
  position: number;
  message: Message;
}

/** A message was changed by its author. */
export interface Edited {
  t: "edited";
  position: number;
  message: string;
  text: string;
  mentions: string[];
  at: number;
}

/** A message was taken back by its author, or erased with all their words. */
export interface Deleted {
  t: "deleted";
  position: number;
  message: string;
}

/** A member put an emoji under a message, or took it away. */
export interface Reacted {
  t: "reacted";
  position: number;
  message: string;
  member: string;
  emoji: string;
  on: boolean;
  count: number;
}

/** The host changed the room. */
export interface RoomChanged {
  t: "room_changed";
  position: number;
  topic: string;
  slow_s: number;
  read_only: boolean;
  pinned: string | null;
}

/** Something stood at this position that this reader does not see: held, faded or erased. */
export interface Stub {
  t: "stub";
  position: number;
}

export type PlaceEvent =
  | Said
  | Edited
  | Deleted
  | Reacted
  | RoomChanged
  | Stub;

/** First frame: the version spoken, and where to take up again. */
export interface Hello {
  t: "hello";
  n: number;
  v: number;
  resume?: Resume[];
}

/** Enter a room; answered by ``joined``, possibly in its twin. */
export interface Join {
  t: "join";
  n: number;
  place: string;
  resume?: Resume | null;
}

/** Leave a room. */
export interface Leave {
  t: "leave";
  n: number;
  place: string;
}

/** Say something in a room; answered by ``ack``. The same key again gives the same ack. */
export interface Send {
  t: "send";
  n: number;
  place: string;
  key: string;
  text: string;
  action?: boolean;
  reply?: string | null;
}

/** Throw dice in a room, such as "2d6"; the server casts them. Answered by ``ack``, repeated like ``send``. */
export interface Throw {
  t: "roll";
  n: number;
  place: string;
  key: string;
  dice: string;
  reply?: string | null;
}

/** Change a message of one's own within 15 minutes. */
export interface Edit {
  t: "edit";
  n: number;
  place: string;
  message: string;
  text: string;
}

/** Take back a message of one's own. */
export interface Delete {
  t: "delete";
  n: number;
  place: string;
  message: string;
}

/** Put an emoji under a message, or take it away. */
export interface React {
  t: "react";
  n: number;
  place: string;
  message: string;
  emoji: string;
  on?: boolean;
}

/** Say that one is writing; at most every 3 s, never stored, told in rooms of a hundred people at most. */
export interface Typing {
  t: "typing";
  n: number;
  place: string;
}

/** Ask for the page of messages before a position; answered by ``page``. */
export interface History {
  t: "history";
  n: number;
  place: string;
  before: number;
}

/** Look for words in the room's visible history; answered by ``found``. */
export interface Search {
  t: "search";
  n: number;
  place: string;
  text: string;
}

/** Ask for a page of the people of a room; differences for that page follow until another is asked. */
export interface People {
  t: "people";
  n: number;
  place: string;
  offset?: number;
  filter?: string;
}

/** Stop hearing differences of a people list. */
export interface Unwatch {
  t: "unwatch";
  n: number;
  place: string;
}

/** Ask for somebody's card; answered by ``card``. */
export interface ShowCard {
  t: "card";
  n: number;
  member: string;
}

/** Ask for the list of rooms; answered by ``rooms``. */
export interface Rooms {
  t: "rooms";
  n: number;
}

/** Ask what a room is before or after entering it; answered by ``about``. */
export interface About {
  t: "about";
  n: number;
  place: string;
}

/** Propose a room; it waits for approval before it is listed. Answered by ``opened``. */
export interface OpenRoom {
  t: "open_room";
  n: number;
  name: string;
  purpose: string;
  theme?: string;
  town?: number;
}

/** The host changes what is given, and only that. */
export interface SetRoom {
  t: "set_room";
  n: number;
  place: string;
  topic?: string | null;
  slow_s?: number | null;
  read_only?: boolean | null;
  pin?: string | null;
}

/** Say that one is away, with a short note; ``on`` false comes back. */
export interface Away {
  t: "away";
  n: number;
  on?: boolean;
  note?: string;
}

/** Change one's own card; answered by ``me``. Absent fields stay. */
export interface SetProfile {
  t: "set_profile";
  n: number;
  pseudonym?: string | null;
  town?: number | null;
  town_shown?: string | null;
  age_shown?: string | null;
  colour?: number | null;
  here_for?: string[] | null;
  words?: string | null;
  pronouns?: string | null;
  gender?: string | null;
  languages?: string | null;
}

/** The person did something on the page; keeps the age session alive. At most once a minute. */
export interface Active {
  t: "active";
  n: number;
}

export type Command =
  | Hello
  | Join
  | Leave
  | Send
  | Throw
  | Edit
  | Delete
  | React
  | Typing
  | History
  | Search
  | People
  | Unwatch
  | ShowCard
  | Rooms
  | About
  | OpenRoom
  | SetRoom
  | Away
  | SetProfile
  | Active;

/** Answer to ``hello``: who I am and the rooms; one ``joined`` for each resumed place follows. */
export interface Welcome {
  t: "welcome";
  n: number;
  v: number;
  me: Profile;
  rooms: Room[];
  now: number;
  ends_at: number;
  by_proof: boolean;
  demo: boolean;
}

/** The visit now ends later than was told: doing something moves the end, or only a new proof if ``by_proof``. */
export interface Visit {
  t: "visit";
  ends_at: number;
  by_proof: boolean;
}

/** Done. */
export interface Ok {
  t: "ok";
  n: number;
}

/** Refused: certainly not done. The code names the sentence people read. */
export interface Error {
  t: "error";
  n: number;
  code: string;
  advice: Advice;
  retry_after_ms: number;
  params: Record<string, string | number>;
  sentence: Record<string, string>;
  help: string;
}

/** The message is durable at this position. */
export interface Acked {
  t: "ack";
  n: number;
  key: string;
  place: string;
  id: string;
  epoch: string;
  position: number;
  at: number;
  state: MessageState;
}

/** Here is the room. ``reset``: forget what was shown and show ``messages``; else apply ``events``. */
export interface Joined {
  t: "joined";
  n: number;
  place: string;
  room: Room;
  epoch: string;
  head: number;
  reset: boolean;
  messages: Message[];
  events: (Said | Edited | Deleted | Reacted | RoomChanged | Stub)[];
  more: boolean;
  total: number;
  pinned: Message | null;
}

/** Older messages, oldest first. */
export interface Page {
  t: "page";
  n: number;
  place: string;
  messages: Message[];
  more: boolean;
}

/** Messages that hold the words, newest first. */
export interface Found {
  t: "found";
  n: number;
  place: string;
  messages: Message[];
  more: boolean;
}

/** A page of the people of a room: hosts first, then by name. */
export interface PeoplePage {
  t: "people";
  n: number;
  place: string;
  total: number;
  offset: number;
  people: Person[];
}

/** Differences for the page on screen, at most every 2 s. */
export interface PeopleChanged {
  t: "people_changed";
  place: string;
  total: number;
  here: Person[];
  gone: string[];
}

/** Somebody's card. */
export interface CardShown {
  t: "card";
  n: number;
  card: Card;
  here: boolean;
}

/** Every listed room, with its count. */
export interface RoomList {
  t: "rooms";
  n: number;
  rooms: Room[];
}

/** What a room is: itself, its town in words, its host, how long its words last. */
export interface RoomAbout {
  t: "about";
  n: number;
  room: Room;
  town: string;
  host: Author | null;
  host_here: boolean;
  fades_h: number;
}

/** The room waits for approval; its opener may already enter. */
export interface Opened {
  t: "opened";
  n: number;
  room: Room;
}

/** My own card and choices, after a change made here or in another tab. */
export interface Me {
  t: "me";
  n: number;
  me: Profile;
}

/** What happened in a place, in order; a hole means: ask again with ``join`` and ``resume``. */
export interface Events {
  t: "events";
  place: string;
  epoch: string;
  events: (Said | Edited | Deleted | Reacted | RoomChanged | Stub)[];
}

/** Somebody is writing in a place; forget it after 6 s. */
export interface SomeoneTypes {
  t: "typing";
  place: string;
  member: string;
  name: string;
}

/** How many are in each room whose count changed; every 5 s. */
export interface Counts {
  t: "counts";
  rooms: Record<string, number>;
}

/** Rooms newly listed or changed in the list, and those no longer listed. */
export interface RoomsChanged {
  t: "rooms_changed";
  rooms: Room[];
  gone: string[];
}

export type Frame =
  | Welcome
  | Visit
  | Ok
  | Error
  | Acked
  | Joined
  | Page
  | Found
  | PeoplePage
  | PeopleChanged
  | CardShown
  | RoomList
  | RoomAbout
  | Opened
  | Me
  | Events
  | SomeoneTypes
  | Counts
  | RoomsChanged;

/** What to do after a close, by its code. */
export const CLOSE_ADVICE: Record<number, Advice> = { 1000: "never", 1001: "now", 1002: "never", 1003: "never", 1007: "never", 1008: "later", 1009: "never", 1011: "later", 1012: "later", 1013: "later", 4001: "never", 4002: "never", 4003: "never", 4004: "never" };
