// What a person chose on this device; applied to <html> before anything is painted.

import type { Sound } from "./sounds.svelte";

export interface Preferences {
  theme: "device" | "light" | "dark" | "contrast";
  density: "comfortable" | "compact";
  spacing: "normal" | "wide";
  targets: "normal" | "large";
  ring: "normal" | "thick"; // around what has the focus
  sound: Sound; // when somebody names me, or writes to me in private
  press: 400 | 600 | 1_000; // ms before a long press opens the acts of a message
  enterSends: boolean;
  smileys: boolean;
  letterKeys: boolean;
  focus: boolean; // lists and counts out of sight
  discreet: boolean; // a title and an icon that say nothing
  quickExit: boolean; // three quick presses of Escape
  announce: "everything" | "mentions" | "nothing";
  ignored: "folded" | "hidden";
  notify: boolean; // a notice of the browser while the page is hidden
}

export const DEFAULTS: Preferences = {
  theme: "device",
  density: "comfortable",
  spacing: "normal",
  targets: "normal",
  ring: "normal",
  sound: "none",
  press: 600,
  enterSends: true,
  smileys: true,
  letterKeys: true,
  focus: false,
  discreet: false,
  quickExit: true,
  announce: "mentions",
  ignored: "folded",
  notify: false,
};

const KEY = "palabre.preferences";

export function readPreferences(storage: Storage = localStorage): Preferences {
  try {
    return { ...DEFAULTS, ...(JSON.parse(storage.getItem(KEY) ?? "{}") as Partial<Preferences>) };
  } catch {
    return { ...DEFAULTS };
  }
}

export function writePreferences(chosen: Preferences, storage: Storage = localStorage): void {
  try {
    storage.setItem(KEY, JSON.stringify(chosen));
  } catch {
    // Storage full or closed: the choice holds for this page.
  }
  applyPreferences(chosen);
}

function wantsContrast(): boolean {
  return window.matchMedia?.("(prefers-contrast: more)").matches ?? false;
}

export function applyPreferences(chosen: Preferences = readPreferences()): void {
  const root = document.documentElement;
  root.dataset["theme"] = chosen.theme === "device" && wantsContrast() ? "contrast" : chosen.theme;
  root.dataset["density"] = chosen.density;
  root.dataset["spacing"] = chosen.spacing;
  root.dataset["targets"] = chosen.targets;
  root.dataset["ring"] = chosen.ring;
  root.toggleAttribute("data-focus", chosen.focus);
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (icon) icon.href = chosen.discreet ? "/temps.svg" : "/favicon.svg";
}
