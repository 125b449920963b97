// The console's requests. Nothing leaves before somebody asks for it, save the look at what waits.

export type Role =
  "host" | "moderator" | "senior" | "child_safety" | "appeals" | "legal" | "policy" | "technical" | "auditor";
export type Priority = "P0" | "P1" | "P2" | "P3";
export type Sentence = Partial<Record<"fr" | "en", string>>;

export interface Choices {
  refused: string[];
  lighter_first: boolean;
  masked: boolean; // texts are covered until they are held
  slurs: boolean; // slurs in them are masked
  budget: { day: number; hour: number }; // tenths of a unit
}

export interface Me {
  ref: string;
  roles: Role[];
  rooms: string[];
  screens?: string[]; // that they may open, beside their queue
  now: number; // the server's clock
  duty_until: number; // 0: off
  break_until: number; // 0: none due
  exposure: {
    day: number;
    hour: number;
    level: "free" | "warned" | "spent";
    is_calm: boolean;
    free_at: number;
  };
  choices: Choices;
  pseudonyms: number;
}

export interface Row {
  id: string;
  queue: string;
  kind: string;
  label: Sentence; // of a category of reports; a rule's kinds have their words here
  state: string;
  leased: "" | "mine" | "other";
  priority: Priority;
  age_ms: number;
  sentence: Sentence;
}

/** What a notice says; never who said it. */
export interface Said {
  received: number;
  category: string;
  label: Sentence;
  is_trusted: boolean;
  items: number;
  words: string;
  law: string;
  pointed: { kind: string; ref: string; place: string; subject: string }[];
  notice: string; // its number, when a member sent it: names the pair to keep apart
}

export interface Note {
  at: number;
  by: string;
  words: string;
}

export interface Imposed {
  means: string;
  ends: number;
}

export interface Past {
  points: number[]; // when each goes
  step: Step;
  reporters: number; // different people, of cases that wait
  illegal: number; // found manifestly illegal, in twelve months
  unfounded: number; // reports and complaints of theirs, manifestly so, in twelve months
  decisions: { made: number; outcome: string; basis: string; state: string; imposed: Imposed[] }[];
}

export type Step = "advice" | "warning" | "day" | "week" | "month" | "end";

/** When and where somebody first read words that they are not shown again, and how that was judged. */
export interface Seen {
  case: string;
  at: number;
  outcome: string; // empty while nobody has judged it
}

/** One message of a snapshot, between those around it. */
export interface Spoken {
  id: string;
  at: number;
  text: string;
  reported: boolean;
  author: { name?: string };
  kind?: string; // of a private message: text, action, edit…
  mark?: "verified" | "forged"; // what its proof comes to; a public one is the server's own record
  missing?: number; // private messages said just before it that were not shown
  seen?: Seen; // its words were read in another case, and are not here
}

/** One private message of a report, laid out by the server from its proof. */
export interface Turn {
  id: string;
  at: number;
  text: string;
  kind: string;
  mark: "verified" | "forged";
  missing: number;
  seen?: Seen;
}

export interface Snapshot {
  items: { kind: string; ref: string; talk?: Spoken[] }[];
  private?: Turn[];
}

export interface Ground {
  id: string;
  fr: string;
  en: string;
}

export interface Grounds {
  clauses: (Ground & { skips: boolean })[];
  laws: Ground[];
  categories: Ground[];
}

export interface Text {
  title: string;
  still: string;
  lines: { element: string; text: string }[];
}

/** A decision with the exact text that its subject reads. */
export interface Drafted {
  decision: string;
  state: string;
  needs_second: boolean;
  outcome: string;
  basis: string;
  words: string;
  imposed: (Imposed & { id: string })[];
  text: Partial<Record<"fr" | "en", Text>>;
  seen?: Seen; // what it quotes was: here the text has the rest, its reader has all of it
}

/** What waits for a second person: the case, and nothing of what was made of it. */
export interface SecondLine {
  decision: string;
  case: string;
  kind: string;
  label: Sentence;
  priority: Priority;
  queue: string;
  age_ms: number;
}

export interface Facts {
  quote: string;
  seen?: Seen;
  item_at: number;
  name: string;
  points: number;
}

/** What a second reader looks at: the item and what was reported of it, nothing of what was made of it. */
export interface Unseen {
  decision: string;
  kind: string;
  label: Sentence;
  quote: string;
  seen?: Seen;
  item_at: number;
  said: Said[];
}

export interface ComplaintLine {
  complaint: string;
  party: "subject" | "notifier";
  state: string;
  mine: boolean;
  second: boolean; // another reads it, and needs somebody who would undo it too
  age_ms: number;
}

export interface ComplaintFacts {
  words: string;
  quote: string;
  seen?: Seen;
  item_at: number;
  question: string;
  answer: string;
  name: string;
}

/** Dangers that nobody has opened, the oldest first. */
export interface Dangers {
  dangers: Row[];
}

export interface Queue {
  cases: Row[];
  more: number;
  calm: boolean;
}

/** One place in a text that a rule noticed: kinds and numbers, not the text. */
export interface Span {
  kind: string;
  start: number;
  end: number;
}

export interface Contact {
  member: string;
  conversation: string;
  state: string;
  since: number;
}

/** One thing that may be imposed; what the ladder, the role or the object excludes is not among them. */
export interface Offer {
  means: string;
  lasts: number; // milliseconds; 0: it has no length
  target: string;
  what: "message" | "card" | "pseudonym" | "room_name"; // that is hidden or removed
  needs_second: boolean;
}

/** A case as its reader may see it; a host gets the first half. */
export interface Case {
  id: string;
  queue: string;
  kind: string;
  label: Sentence;
  priority: Priority;
  opened: number;
  now: number;
  place: string;
  rule: string;
  sentence: Sentence;
  message: string;
  words: string;
  right: string;
  name: string;
  subject?: string;
  policy?: string;
  signals?: Record<string, Record<string, unknown>>;
  spans?: Span[];
  contacts?: Contact[];
  about?: string;
  state: string;
  leased: "" | "mine" | "other";
  leased_until: number;
  said?: Said[];
  kept?: { id: string; captured: number }[];
  sealed?: number;
  notes?: Note[];
  past?: Past;
  stands?: boolean; // a decision stands on it: the case waits for another look
  offers?: Record<"terms" | "skips" | "law", Offer[]>; // by what a decision would rest on
}

/** What a request came to: its value, or the code of the sentence to show. */
export type Answer<T> = { ok: true; value: T } | Refused;

export interface Refused {
  ok: false;
  code: string;
  retry_after_ms: number;
}

export async function ask<T>(path: string, body?: object): Promise<Answer<T>> {
  try {
    const answer = await fetch(`/console/api/${path}`, {
      method: body ? "POST" : "GET",
      headers: body ? { "Content-Type": "application/json" } : {},
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (answer.ok) return { ok: true, value: (await answer.json()) as T };
    const told = (await answer.json().catch(() => ({}))) as { code?: string; retry_after_ms?: number };
    return { ok: false, code: told.code ?? "fault", retry_after_ms: told.retry_after_ms ?? 0 };
  } catch {
    return refusedAs("offline");
  }
}

export function refusedAs(code: string): Refused {
  return { ok: false, code, retry_after_ms: 0 };
}
