// The entry's requests. Nothing of the person is sent before they ask for it.

import type { Challenge } from "../../work/solve";
import { done } from "../../work/work";

export interface Town {
  id: number;
  name: string;
  detail: string;
  small: boolean;
  larger?: { name: string } | null;
  department: string;
}

/** How the pseudonym is kept, chosen before entering. */
export type Keep = "later" | "passkey" | "words";

export interface EntryDraft {
  pseudonym: string;
  town: number;
  town_shown: "town" | "larger" | "department" | "none";
  age: number;
  age_shown: "age" | "band" | "none";
  here_for: string[];
  ask_first: boolean;
}

/** What a request came to: its value, or the code of the sentence to show. */
export type Answer<T> = { ok: true; value: T } | Refused;

interface Refused {
  ok: false;
  code: string;
  suggestions: string[];
  work?: Challenge; // to be done before asking again
}

/** Whom one may call or write to, from the one checked file. */
export interface HelpLine {
  name: string;
  number: string;
  address: string;
  what: string;
  hours: string;
}

/** The lines for the young, which the page brought with it. */
export function helpLines(): HelpLine[] {
  return JSON.parse(document.getElementById("app")?.dataset["help"] ?? "[]") as HelpLine[];
}

async function ask<T>(address: string, body?: unknown): Promise<Answer<T>> {
  try {
    const answer = await fetch(address, {
      method: body === undefined ? "GET" : "POST",
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.ok) return { ok: true, value: (await answer.json()) as T };
    return { ok: false, ...(await reason(answer)) };
  } catch {
    return { ok: false, code: "offline", suggestions: [] };
  }
}

async function reason(answer: Response): Promise<Omit<Refused, "ok">> {
  const told = (await answer.json().catch(() => ({}))) as Partial<Refused>;
  const fallback = answer.status === 403 ? "proof" : "fault";
  return { suggestions: [], ...told, code: told.code ?? fallback };
}

let ahead: Promise<string | null> | null = null;

/** Begins the work that entering asks, while the form is filled in; what fails here is done when entering. */
export function workAhead(): void {
  ahead ??= ask<Challenge>("/api/entry/work", {}).then((answer) => (answer.ok ? done(answer.value) : null));
}

export async function searchTowns(query: string): Promise<Town[]> {
  const answer = await ask<{ towns: Town[] }>(`/api/entry/towns?q=${encodeURIComponent(query)}`);
  return answer.ok ? answer.value.towns : [];
}

export function checkPseudonym(
  pseudonym: string,
  lang: string,
): Promise<Answer<{ pseudonym: string; waits: boolean }>> {
  return ask("/api/entry/pseudonym", { pseudonym, lang });
}

/** Comes in. Work that is missing, or was done too long ago, is done on the way. */
export async function enter(draft: EntryDraft, lang: string): Promise<Answer<{ arrival: string }>> {
  const work = await ahead;
  ahead = null; // work counts once
  const answer = await asked(draft, lang, work);
  if (answer.ok || answer.code !== "work_needed" || !answer.work) return answer;
  return asked(draft, lang, await done(answer.work));
}

function asked(draft: EntryDraft, lang: string, work: string | null): Promise<Answer<{ arrival: string }>> {
  return ask("/api/entry", { ...draft, rules: true, lang, work: work ?? "" });
}

/** "40–44" for 41: bands of five years, the first from 18 to 24. */
export function ageBand(age: number): string {
  if (age < 25) return "18–24";
  const first = Math.floor(age / 5) * 5;
  return `${first}–${first + 4}`;
}
