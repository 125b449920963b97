// How long something has waited, and whether that is long for what it is.
import type { Priority } from "./api";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How soon a person looks, by priority (moderation section 5.4). */
export const TARGETS: Record<Priority, number> = { P0: 15 * MINUTE, P1: 2 * HOUR, P2: DAY, P3: 3 * DAY };

export type Unit = "minute" | "hour" | "day";

/** The largest unit that is not empty: 90 minutes are one hour. */
export function lasted(ms: number): { n: number; unit: Unit } {
  if (ms >= DAY) return { n: Math.floor(ms / DAY), unit: "day" };
  if (ms >= HOUR) return { n: Math.floor(ms / HOUR), unit: "hour" };
  return { n: Math.max(0, Math.floor(ms / MINUTE)), unit: "minute" };
}

/** What part of its time a case has waited, from 0 to 1. */
export function share(ms: number, priority: Priority): number {
  return Math.min(1, Math.max(0, ms / TARGETS[priority]));
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** An hour of the day, as the language writes it. */
export function hourOf(at: number, language: "fr" | "en"): string {
  let clock = clocks.get(language);
  if (!clock) {
    clock = new Intl.DateTimeFormat(language === "fr" ? "fr-FR" : "en-GB", {
      hour: "2-digit",
      minute: "2-digit",
    });
    clocks.set(language, clock);
  }
  return clock.format(at);
}
