// What the server offers to impose on the person of a case, and what of it stands on the page.

import type { Case, Grounds, Offer, Step } from "./api";

export const DAY_MS = 86_400_000;

/** What somebody may find of a case, in the order that they are offered in. */
export const OUTCOMES = [
  "violation_terms",
  "violation_illegal",
  "no_violation",
  "not_enough_information",
  "outside_scope",
  "referred",
];

/** In the order of the keys 1 to 9, which never changes with what is offered. */
export const MEANS = [
  "advice",
  "warning",
  "hide",
  "remove",
  "freeze_pair",
  "suspend_rooms",
  "suspend_private",
  "suspend",
  "terminate",
] as const;

export type Means = (typeof MEANS)[number];

const PROPOSED: Record<Step, { means: Means; lasts: number }> = {
  advice: { means: "advice", lasts: DAY_MS },
  warning: { means: "warning", lasts: DAY_MS },
  day: { means: "suspend", lasts: DAY_MS },
  week: { means: "suspend", lasts: 7 * DAY_MS },
  month: { means: "suspend", lasts: 30 * DAY_MS },
  end: { means: "terminate", lasts: DAY_MS },
};

/** What the next step of the ladder asks for. */
export function proposedOf(step: Step): { means: Means; lasts: number } {
  return PROPOSED[step];
}

/** What is offered under a ground; before one is chosen, what any clause would allow. */
export function offersOn(one: Case, outcome: string, basis: string, grounds: Grounds | null): Offer[] {
  if (outcome === "violation_illegal") return one.offers?.law ?? [];
  const clause = grounds?.clauses.find((each) => each.id === basis);
  return (clause?.skips ? one.offers?.skips : one.offers?.terms) ?? [];
}

/** The means among offers, each once, in the order of their keys. */
export function offeredMeans(offers: readonly Offer[]): string[] {
  return MEANS.filter((means) => offers.some((each) => each.means === means));
}

/** How long a means may last, shortest first; nothing for what has no length. */
export function lengthsOf(offers: readonly Offer[], means: string): number[] {
  return offers.filter((each) => each.means === means && each.lasts > 0).map((each) => each.lasts);
}
