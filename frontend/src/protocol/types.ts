// Made from src/palabre/gateway/protocol.py by `make types`. Do not edit.

export const VERSION = 1;

export const SUBPROTOCOL = "palabre.1";

/** Where a client that returns had read to. */
export interface Resume {
  place: string;
  epoch: string;
  position: number;
}

/** Who may ask to talk. */
export type Who = "everybody" | "spoken" | "friends" | "nobody";

/** The four things that each need a yes of their own. */
export type ConsentKind = "photos" | "links" | "voice_webcam" | "plan";

/** How long the two devices keep messages; chosen by either, kept by both. */
export type Vanishing = "off" | "24h" | "1h" | "read";

/** What the server says of a delivered message; its seal proves it while the day key lives (30 days). */
export interface Receipt {
  v: number;
  msg_id: string;
  conversation_id: string;
  author_ref: string;
  seq: number;
  time: number;
  c: string;
  key_id: string;
  seal: string;
}

/** One message that a report shows: exactly what its receiver's device had. */
export interface Shown {
  payload: string;
  fk: string;
  receipt: Receipt;
}

/** What may be reported here; a private conversation has ``private.report``. */
export type Reportable = "message" | "card" | "pseudonym" | "room_name";

/** Whether I am the one harmed. */
export type Harmed = "yes" | "no" | "unsaid";

/** Why a host acts; whom it concerns reads it in words. */
export type HostReason = "off_topic" | "rude" | "flood" | "reveals";

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
  name_covered: string;
  words_covered: string;
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
  covered: string;
  topic_en: string;
}

/** What a client does next. */
export type Advice = "now" | "later" | "never";

/** What others may see of a message. */
export type MessageState = "said" | "held" | "returned" | "withheld" | "covered" | "deleted";

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
  author: string;
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

/** One device of a member. */
export interface Device {
  device: string;
  since: number;
  seen: number;
  this: boolean;
}

/** Where a conversation stands. */
export type ConversationState = "asked" | "open" | "ended";

/** A device that the server holds to be in a conversation's group. */
export interface Leaf {
  member: string;
  identity: string;
  gone: boolean;
}

/** What one of the two accepts from the other: since when, or null. */
export interface Consents {
  photos: number | null;
  links: number | null;
  voice_webcam: number | null;
  plan: number | null;
}

/** Orders between which the other could read nothing: what was said there was never received. */
export interface Unheard {
  after: number;
  before: number;
}

/** A conversation as one of its two people sees it, on one device. */
export interface Conversation {
  id: string;
  other: Card | null;
  other_id: string;
  other_identity: string;
  state: ConversationState;
  asked_by_me: boolean;
  available: boolean;
  frozen: boolean;
  group: string;
  epoch: number;
  head: number;
  acked: number;
  joined: boolean;
  leaves: Leaf[];
  missing: string[];
  lost: boolean;
  mine: Consents;
  theirs: Consents;
  vanishing: Vanishing;
  since: number;
  unheard: Unheard[];
}

/** Who may ask me, and which marks I exchange. */
export interface Choices {
  who: Who;
  age_least: number;
  age_most: number;
  distance_km: number;
  here_days: number;
  typing: boolean;
  read: boolean;
}

/** A key package handed out for one group. */
export interface GivenPackage {
  member: string;
  identity: string;
  package: string;
}

/** How far apart two towns are, between their centres; never finer than what somebody shows of theirs. */
export type Band = "same" | "20" | "50" | "100" | "far" | "unknown";

/** Somebody asks to talk. Its text is sealed: `private.fetch` brings it; joining is not accepting. */
export interface Request {
  conversation: string;
  card: Card;
  at: number;
  distance: Band;
  rooms: string[];
  wrote: number;
  is_new: boolean;
}

/** What stands at a place in the order of a conversation. */
export type FrameKind = "welcome" | "message" | "commit";

/** Sealed kinds that begin by a clear command; a device refuses them without it. */
export type Offer = "photo" | "call" | "plan" | "retract";

/** One frame of a conversation, as given to one device. */
export interface Item {
  order: number;
  kind: FrameKind;
  id: string;
  group: string;
  epoch: number;
  member: string;
  identity: string;
  at: number;
  frame: string;
  receipt: Receipt | null;
  offer: Offer | null;
  target: string;
  added: string[];
  removed: string[];
}

/** A friend: both said yes. */
export interface Friend {
  card: Card;
  since: number;
  here: boolean;
  note: string;
}

/** Somebody around, with a band between towns. */
export interface Neighbour {
  card: Card;
  distance: Band;
  here: boolean;
  common: number;
}

/** Whom one may call or write to. */
export interface HelpLine {
  name: string;
  number: string;
  link: string;
  how: Record<string, string>;
  hours: Record<string, string>;
}

/** One thing imposed: ``hide``, ``suspend_rooms``…; ``ends`` 0 when it has no date. */
export interface Imposition {
  means: string;
  ends: number;
}

/** My complaint about a decision, as far as it has come. */
export interface MyComplaint {
  state: string;
  words: string;
  question: string;
  answer: string;
  verdict: string;
  reasons: string;
  advice: string;
}

/** A decision about me, in short. */
export interface StatementLine {
  id: string;
  title: Record<string, string>;
  at: number;
  state: string;
  imposed: Imposition[];
  contested_before: number;
  complaint: MyComplaint | null;
}

/** A room that I proposed and that is not listed: it waits, or was refused, with the code of why. */
export interface ProposedRoom {
  name: string;
  state: string;
  reason: string;
}

/** One element of a statement: what it is (``restriction``, ``facts``, ``ground``…), and its words. */
export interface StatementElement {
  element: string;
  text: string;
}

/** A statement in one language: its elements in order (DSA 17(3)). */
export interface StatementText {
  title: string;
  still: string;
  lines: StatementElement[];
}

/** One of my reports. */
export interface ReportLine {
  report: string;
  category: string;
  at: number;
  state: string;
  joined: boolean;
  undone: boolean;
}

/** One precise reason. */
export interface ReportCategory {
  code: string;
  label: Record<string, string>;
}

/** One of the seven reasons of the first screen; alone, it means its first category. */
export interface ReportChoice {
  key: string;
  label: Record<string, string>;
  categories: ReportCategory[];
}

/** Somebody who was asked to leave. */
export interface OutLine {
  member: string;
  name: string;
  ends: number;
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
  author: string;
}

/** A message was taken back by its author, or erased with all their words. */
export interface Deleted {
  t: "deleted";
  position: number;
  message: string;
  author: string;
}

/** A held message was not accepted; whoever wrote it, and nobody else knows it, has it back. */
export interface Returned {
  t: "returned";
  position: number;
  message: string;
}

/** A message that everybody saw is shown to its author alone, while what was reported of it is looked at. */
export interface Withheld {
  t: "withheld";
  position: number;
  message: string;
  author: string;
}

/** The host of the room has hidden a message: everybody sees that it is, its author alone what it says. */
export interface Covered {
  t: "covered";
  position: number;
  message: string;
  author: string;
}

/** A message that was withheld or hidden is everybody's again, at the position where it was said. */
export interface ShownAgain {
  t: "shown_again";
  position: number;
  message: Message;
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

/** Everything that somebody said here bears another name of theirs: theirs was covered, or came back. */
export interface Named {
  t: "named";
  position: number;
  author: string;
  name: string;
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
  | Returned
  | Withheld
  | Covered
  | ShownAgain
  | Reacted
  | RoomChanged
  | Named
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
  sure?: boolean;
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
  name?: string | null;
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

/** Say which device this connection is; null makes a new one. Answered by ``device``; frames that wait follow. */
export interface BeginDevice {
  t: "device.begin";
  n: number;
  device?: string | null;
}

/** Give key packages of this device, all or none. Answered by ``stock``. */
export interface GivePackages {
  t: "device.packages";
  n: number;
  packages?: string[];
  last_resort?: string | null;
}

/** Declare a device of mine gone: it is served no more, and must be removed from every group. */
export interface DropDevice {
  t: "device.drop";
  n: number;
  device: string;
}

/** Ask whether one may ask. Answered by ``ticket``, or refused ``not_available``, whatever the reason. */
export interface OpenContact {
  t: "contact.open";
  n: number;
  member: string;
}

/** Bring the Welcome and the one text of a request. Answered by ``stored``; the same again, the same answer. */
export interface RequestContact {
  t: "contact.request";
  n: number;
  ticket: string;
  id: string;
  welcome: string;
  frame: string;
}

/** Ask for the requests that wait for me: five a page, newest first. Answered by ``requests``. */
export interface ListRequests {
  t: "contact.list";
  n: number;
  before?: number;
  folded?: boolean;
}

/** Accept a request, or say no thanks; for a block, see ``block``. */
export interface AnswerContact {
  t: "contact.answer";
  n: number;
  conversation: string;
  yes: boolean;
}

/** Say no thanks to every folded request. */
export interface RefuseFolded {
  t: "contact.refuse_folded";
  n: number;
}

/** Choose who may ask me, and which marks I exchange. Absent fields stay. Answered by ``choices``. */
export interface Choose {
  t: "contact.choose";
  n: number;
  who?: Who | null;
  age_least?: number | null;
  age_most?: number | null;
  distance_km?: number | null;
  here_days?: number | null;
  typing?: boolean | null;
  read?: boolean | null;
}

/** Ask for my conversations. Answered by ``conversations``. */
export interface ListConversations {
  t: "private.list";
  n: number;
}

/** Send a sealed message. Answered by ``stored``; the same id and octets again, the same answer. */
export interface SendSealed {
  t: "private.send";
  n: number;
  conversation: string;
  id: string;
  frame: string;
}

/** Send a commit: it moves the epoch by one, or is refused ``stale_epoch``. Answered by ``stored``. */
export interface SendCommit {
  t: "private.commit";
  n: number;
  conversation: string;
  id: string;
  frame: string;
  welcome?: string | null;
  removed?: string[];
}

/** Say that this device holds everything up to an order: the server may forget it. */
export interface AckSealed {
  t: "private.ack";
  n: number;
  conversation: string;
  order: number;
}

/** Ask for frames after an order. Answered by ``frames``. */
export interface FetchSealed {
  t: "private.fetch";
  n: number;
  conversation: string;
  after: number;
}

/** Ask for key packages of my own devices that are missing from a group. Answered by ``packages``. */
export interface GroupPackages {
  t: "group.packages";
  n: number;
  conversation: string;
}

/** Say that this device can no longer read: the next message of either side needs a new group. */
export interface LostGroup {
  t: "group.lost";
  n: number;
  conversation: string;
}

/** Begin a new group for a conversation whose state is lost. Answered by ``ticket``. */
export interface OpenGroup {
  t: "group.open";
  n: number;
  conversation: string;
}

/** Bring the Welcome of the new group. Of two at once, one wins; the other is refused ``stale_group``. */
export interface FoundGroup {
  t: "group.found";
  n: number;
  ticket: string;
  id: string;
  welcome: string;
}

/** Say yes to a kind of thing from the other, or take it back. */
export interface SetConsent {
  t: "consent.set";
  n: number;
  conversation: string;
  kind: ConsentKind;
  on: boolean;
  by?: string | null;
}

/** Choose how long both devices keep messages. */
export interface SetVanishing {
  t: "private.vanish";
  n: number;
  conversation: string;
  after: Vanishing;
}

/** Announce that the message of this id holds a photo; they must accept photos from me. */
export interface OfferPhoto {
  t: "photo.offer";
  n: number;
  conversation: string;
  id: string;
}

/** Announce a call in the message of this id; both must accept voice and webcam. */
export interface OfferCall {
  t: "call.offer";
  n: number;
  conversation: string;
  id: string;
}

/** Announce a meeting plan in the message of this id; they must accept plans from me. */
export interface OfferPlan {
  t: "plan.offer";
  n: number;
  conversation: string;
  id: string;
}

/** Announce that the message of this id takes back another of mine. */
export interface Retract {
  t: "message.retract";
  n: number;
  conversation: string;
  id: string;
  message: string;
}

/** Say that one is writing; relayed while both have it on, never stored. */
export interface TypePrivately {
  t: "private.typing";
  n: number;
  conversation: string;
}

/** Say up to where one has read: to my other devices, and to the other while both have it on. Never stored. */
export interface ReadPrivately {
  t: "private.read";
  n: number;
  conversation: string;
  order: number;
}

/** Show chosen messages to moderation, with their proof. Answered by ``reported``. */
export interface ReportSealed {
  t: "private.report";
  n: number;
  conversation: string;
  category: string;
  messages: Shown[];
  words?: string;
  stop?: boolean;
}

/** Ask to be friends, or say yes to whoever asked. */
export interface AskFriend {
  t: "friend.ask";
  n: number;
  member: string;
}

/** Say no to whoever asked, take a question back, or be friends no more; silent. */
export interface EndFriend {
  t: "friend.end";
  n: number;
  member: string;
}

/** Keep a private note on somebody, sealed on my device. */
export interface NoteFriend {
  t: "friend.note";
  n: number;
  member: string;
  note: string;
}

/** Ask for my friends. Answered by ``friends``; their coming and going follows. */
export interface ListFriends {
  t: "friend.list";
  n: number;
}

/** Block somebody, or no more: both ways, everywhere, at once. */
export interface Block {
  t: "block";
  n: number;
  member: string;
  on?: boolean;
}

/** Ignore somebody, or no more: one way, silent; drawn by my devices. */
export interface Ignore {
  t: "ignore";
  n: number;
  member: string;
  on?: boolean;
}

/** Ask whom I block and ignore. Answered by ``set_aside``. */
export interface ListSetAside {
  t: "set_aside.list";
  n: number;
}

/** Ask for people by town, nearest bands first. Answered by ``around``. */
export interface Around {
  t: "around";
  n: number;
  offset?: number;
  distance_km?: number;
  same_town?: boolean;
  age_least?: number;
  age_most?: number;
  here_for?: string;
  here?: boolean;
}

/** Answer ``age_asked``: 18 or over, or under. */
export interface AnswerAge {
  t: "answer_age";
  n: number;
  adult: boolean;
}

/** Send a refused text again, for a person to look at; it is kept with the case, and shown to nobody else. */
export interface Contest {
  t: "contest";
  n: number;
  rule: string;
  text: string;
  place?: string;
}

/** Ask for my points on the ladder, and for every decision about me. */
export interface ShowStanding {
  t: "standing";
  n: number;
}

/** Read a statement of reasons of mine. */
export interface ReadStatement {
  t: "statement";
  n: number;
  statement: string;
}

/** Ask for another look at a decision, with or without words; once, within six months. */
export interface Complain {
  t: "complain";
  n: number;
  statement: string;
  text?: string;
}

/** Answer the one question of whoever reads my complaint. */
export interface AnswerReader {
  t: "answer_reader";
  n: number;
  statement: string;
  text: string;
}

/** Take my complaint back. */
export interface TakeBack {
  t: "take_back";
  n: number;
  statement: string;
}

/** Report a message of a room, a card, a pseudonym or a room's name. Answered by ``reported``. */
export interface Report {
  t: "report";
  n: number;
  what: Reportable;
  target: string;
  category: string;
  place?: string;
  more?: string[];
  words?: string;
  law?: string;
  harmed?: Harmed;
  stop?: boolean;
}

/** Ask for my own reports, newest first. Answered by ``reports``. */
export interface ListReports {
  t: "report.list";
  n: number;
}

/** Ask what may be reported. Answered by ``report_choices``. */
export interface ListChoices {
  t: "report.choices";
  n: number;
}

/** Hide a message in my room: everybody sees that it is hidden, its author is told why. */
export interface HideMessage {
  t: "host_hide";
  n: number;
  place: string;
  message: string;
  reason: HostReason;
}

/** Show again what a host has hidden in my room. */
export interface ShowMessage {
  t: "host_show";
  n: number;
  place: string;
  message: string;
}

/** Ask somebody to leave my room: they leave it, and may come back after 24 hours. */
export interface AskOut {
  t: "host_ask_out";
  n: number;
  place: string;
  member: string;
  reason: HostReason;
}

/** Let somebody come back whom a host asked to leave my room. */
export interface LetIn {
  t: "host_let_in";
  n: number;
  place: string;
  member: string;
}

/** Ask who was asked to leave my room and may not come back yet; answered by ``out_list``. */
export interface ListOut {
  t: "host_out";
  n: number;
  place: string;
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
  | Active
  | BeginDevice
  | GivePackages
  | DropDevice
  | OpenContact
  | RequestContact
  | ListRequests
  | AnswerContact
  | RefuseFolded
  | Choose
  | ListConversations
  | SendSealed
  | SendCommit
  | AckSealed
  | FetchSealed
  | GroupPackages
  | LostGroup
  | OpenGroup
  | FoundGroup
  | SetConsent
  | SetVanishing
  | OfferPhoto
  | OfferCall
  | OfferPlan
  | Retract
  | TypePrivately
  | ReadPrivately
  | ReportSealed
  | AskFriend
  | EndFriend
  | NoteFriend
  | ListFriends
  | Block
  | Ignore
  | ListSetAside
  | Around
  | AnswerAge
  | Contest
  | ShowStanding
  | ReadStatement
  | Complain
  | AnswerReader
  | TakeBack
  | Report
  | ListReports
  | ListChoices
  | HideMessage
  | ShowMessage
  | AskOut
  | LetIn
  | ListOut;

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
  sentence: Record<string, string>;
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
  events: (Said | Edited | Deleted | Returned | Withheld | Covered | ShownAgain | Reacted | RoomChanged | Named | Stub)[];
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
  events: (Said | Edited | Deleted | Returned | Withheld | Covered | ShownAgain | Reacted | RoomChanged | Named | Stub)[];
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

/** A room that I proposed is not opened; ``reason`` is a code, empty of a refusal older than reasons. */
export interface RoomRefused {
  t: "room_refused";
  room: string;
  name: string;
  reason: string;
}

/** This connection is this device; here is all it needs to take up again. */
export interface DeviceBegun {
  t: "device";
  n: number;
  identity: string;
  device: string;
  is_new: boolean;
  packages: number;
  packages_until: number;
  last_resort: boolean;
  devices: Device[];
  conversations: Conversation[];
  requests: number;
  choices: Choices;
}

/** Key packages held for this device. ``n`` is 0 when told unasked: refill. */
export interface Stock {
  t: "stock";
  n: number;
  packages: number;
  packages_until: number;
  last_resort: boolean;
}

/** What a new group is made with: one package for each device to add. Two minutes, one use. */
export interface Ticket {
  t: "ticket";
  n: number;
  ticket: string;
  conversation: string;
  group: string;
  packages: GivenPackage[];
  until: number;
}

/** Key packages of my own devices, for a commit that adds them; one use. */
export interface Packages {
  t: "packages";
  n: number;
  conversation: string;
  packages: GivenPackage[];
}

/** The frame is durable at this place in the order. */
export interface Stored {
  t: "stored";
  n: number;
  conversation: string;
  id: string;
  order: number;
  epoch: number;
  seq: number;
  at: number;
}

/** Requests that wait for me; those of a burst are counted, not shown. */
export interface Requests {
  t: "requests";
  n: number;
  requests: Request[];
  more: boolean;
  folded: number;
}

/** How many requests wait, after a change; at most one a second. No window, no sound. */
export interface RequestsWait {
  t: "requests_wait";
  requests: number;
  folded: number;
}

/** My request has its answer. Without a yes both sides delete the group. */
export interface ContactAnswered {
  t: "contact_answered";
  conversation: string;
  yes: boolean;
}

/** Who may ask me, and which marks I exchange; ``n`` 0 when changed on another device. */
export interface ChoicesShown {
  t: "choices";
  n: number;
  choices: Choices;
}

/** My conversations, the newest first. */
export interface Conversations {
  t: "conversations";
  n: number;
  conversations: Conversation[];
}

/** A conversation as it is now: accepted, another device, a new group, a consent, somebody left. */
export interface ConversationChanged {
  t: "conversation";
  conversation: Conversation;
}

/** A conversation exists no more: refused, faded, or erased. */
export interface ConversationGone {
  t: "conversation_gone";
  conversation: string;
}

/** Frames of a conversation, in order: all there is after ``after`` up to ``upto``; what is missing has faded. */
export interface Frames {
  t: "frames";
  n: number;
  conversation: string;
  after: number;
  upto: number;
  items: Item[];
  more: boolean;
}

/** One of the two changed what they accept: a row for both. */
export interface ConsentChanged {
  t: "consent";
  conversation: string;
  by: string;
  kind: ConsentKind;
  given_at: number | null;
  at: number;
}

/** One of the two changed how long messages stay: a row for both. */
export interface VanishingChanged {
  t: "vanishing";
  conversation: string;
  by: string;
  after: Vanishing;
  at: number;
}

/** The other is writing; forget it after 6 s. */
export interface TypesPrivately {
  t: "private_typing";
  conversation: string;
}

/** Up to where somebody has read: the other, or I on another device. */
export interface HasRead {
  t: "private_read";
  conversation: string;
  member: string;
  order: number;
}

/** My friends, and who waits for an answer; ``n`` 0 when something changed. */
export interface Friends {
  t: "friends";
  n: number;
  friends: Friend[];
  asking: Card[];
  asked: Card[];
}

/** A friend came or went. */
export interface FriendHere {
  t: "friend_here";
  member: string;
  here: boolean;
}

/** Whom I block and ignore; ``n`` 0 when changed on another device. */
export interface SetAside {
  t: "set_aside";
  n: number;
  blocked: Card[];
  ignored: Card[];
}

/** A page of people around. */
export interface Neighbours {
  t: "around";
  n: number;
  people: Neighbour[];
  more: boolean;
}

/** The place is closed to me: ``isolated``, ``suspend``, ``terminated`` or ``age_proof``; close 4005 follows. */
export interface Shut {
  t: "shut";
  kind: string;
  sentence: Record<string, string>;
  ends: number;
  lines: HelpLine[];
}

/** Taken away until ``ends``: ``cool_off`` (words in public), ``requests_off`` or ``name_asked`` (both). */
export interface Bound {
  t: "bound";
  kind: string;
  sentence: Record<string, string>;
  ends: number;
}

/** Say whether you are 18 or over, before ``until``; answered by ``answer_age``. */
export interface AgeAsked {
  t: "age_asked";
  until: number;
  in_passing: boolean;
}

/** Nothing binds me any more, nor is anything asked. */
export interface Freed {
  t: "freed";
}

/** The place closes at a moment, for nobody is there to answer after it; close 4006 follows. */
export interface Closing {
  t: "closing";
  at: number;
}

/** Somebody is worried about me, or I said that I am not well: here is whom I may call. Nothing else follows. */
export interface HelpOffered {
  t: "help_offered";
  lines: HelpLine[];
}

/** Where I stand: when each of my points goes, where the next breach would lead, every decision about me. */
export interface MyStanding {
  t: "my_standing";
  n: number;
  points: number[];
  next: string;
  statements: StatementLine[];
  rooms: ProposedRoom[];
}

/** A statement of reasons, whole. */
export interface StatementShown {
  t: "statement_shown";
  n: number;
  line: StatementLine;
  fr: StatementText;
  en: StatementText;
}

/** A decision about me was made, or my complaint about it has moved: read ``statement``. */
export interface Informed {
  t: "informed";
  statement: string;
  title: Record<string, string>;
}

/** It is taken, and durable. Only what was shown or pointed at is kept. */
export interface Reported {
  t: "reported";
  n: number;
  report: string;
  code: string;
  lines: HelpLine[];
  hidden: string[];
  stopped: boolean;
}

/** My reports, newest first. */
export interface Reports {
  t: "reports";
  n: number;
  reports: ReportLine[];
}

/** What may be reported: danger and minors first. */
export interface ReportChoices {
  t: "report_choices";
  n: number;
  choices: ReportChoice[];
}

/** A report of mine has its answer, or the answer was undone; of the other person nothing is told. */
export interface ReportMoved {
  t: "report_moved";
  report: string;
  state: string;
  undone: boolean;
}

/** Who was asked to leave a room of mine. */
export interface OutList {
  t: "out_list";
  n: number;
  place: string;
  people: OutLine[];
}

/** The host asked me to leave: I am out of the room until ``ends``; a statement says why. */
export interface AskedOut {
  t: "asked_out";
  place: string;
  sentence: Record<string, string>;
  ends: number;
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
  | RoomsChanged
  | RoomRefused
  | DeviceBegun
  | Stock
  | Ticket
  | Packages
  | Stored
  | Requests
  | RequestsWait
  | ContactAnswered
  | ChoicesShown
  | Conversations
  | ConversationChanged
  | ConversationGone
  | Frames
  | ConsentChanged
  | VanishingChanged
  | TypesPrivately
  | HasRead
  | Friends
  | FriendHere
  | SetAside
  | Neighbours
  | Shut
  | Bound
  | AgeAsked
  | Freed
  | Closing
  | HelpOffered
  | MyStanding
  | StatementShown
  | Informed
  | Reported
  | Reports
  | ReportChoices
  | ReportMoved
  | OutList
  | AskedOut;

/** What to do after a close, by its code. */
export const CLOSE_ADVICE: Record<number, Advice> = { 1000: "never", 1001: "now", 1002: "never", 1003: "never", 1007: "never", 1008: "later", 1009: "never", 1011: "later", 1012: "later", 1013: "later", 4001: "never", 4002: "never", 4003: "never", 4005: "never", 4006: "never", 4004: "never" };
