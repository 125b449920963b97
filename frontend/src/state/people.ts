// The page of people on screen, and the differences that keep it true.
import type { Person } from "../protocol/types";

export interface PeopleShown {
  place: string;
  offset: number;
  filter: string;
  total: number;
  people: Person[];
}

/** The page after a difference: who went is gone, who changed is new in place, hosts first, then by name. */
export function changed(shown: PeopleShown, total: number, here: Person[], gone: string[]): PeopleShown {
  const kept = shown.people.filter((one) => !gone.includes(one.id));
  const news = new Map(here.map((one) => [one.id, one]));
  const known = kept.map((one) => news.get(one.id) ?? one);
  const added = here.filter((one) => !kept.some((other) => other.id === one.id));
  const people = [...known, ...added].sort(
    (a, b) => Number(b.host) - Number(a.host) || a.name.localeCompare(b.name),
  );
  return { ...shown, total, people };
}
