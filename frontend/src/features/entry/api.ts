// The entry's four requests. Nothing is sent before the person asks for it.

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
export type Answer<T> = { ok: true; value: T } | { ok: false; code: string; suggestions: string[] };

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

async function reason(answer: Response): Promise<{ code: string; suggestions: string[] }> {
  const told = (await answer.json().catch(() => ({}))) as { code?: string; suggestions?: string[] };
  const fallback = answer.status === 403 ? "proof" : "fault";
  return { code: told.code ?? fallback, suggestions: told.suggestions ?? [] };
}

export async function searchTowns(query: string): Promise<Town[]> {
  const answer = await ask<{ towns: Town[] }>(`/api/entry/towns?q=${encodeURIComponent(query)}`);
  return answer.ok ? answer.value.towns : [];
}

export function checkPseudonym(pseudonym: string, lang: string): Promise<Answer<{ pseudonym: string }>> {
  return ask("/api/entry/pseudonym", { pseudonym, lang });
}

export function enter(draft: EntryDraft, lang: string): Promise<Answer<{ arrival: string }>> {
  return ask("/api/entry", { ...draft, rules: true, lang });
}

/** "40–44" for 41: bands of five years, the first from 18 to 24. */
export function ageBand(age: number): string {
  if (age < 25) return "18–24";
  const first = Math.floor(age / 5) * 5;
  return `${first}–${first + 4}`;
}
