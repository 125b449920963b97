// Which screens stand beside the queue, and where each is kept: loaded when somebody opens it.
import type { Component } from "svelte";

export const SCREENS = ["own-rooms", "rooms", "hosts", "volunteers", "ledger", "figures", "rules"] as const;
export type Screen = (typeof SCREENS)[number];

const PARTS: Record<Screen, () => Promise<{ default: Component }>> = {
  "own-rooms": () => import("./OwnRoomsScreen.svelte"),
  rooms: () => import("./RoomsScreen.svelte"),
  hosts: () => import("./HostsScreen.svelte"),
  volunteers: () => import("./VolunteersScreen.svelte"),
  ledger: () => import("./LedgerScreen.svelte"),
  figures: () => import("./FiguresScreen.svelte"),
  rules: () => import("./RulesScreen.svelte"),
};

export const load = (screen: Screen): Promise<{ default: Component }> => PARTS[screen]();

/** The screen that an address names, if somebody may open it; nothing is the queue. */
export function screenOf(hash: string, allowed: readonly string[]): Screen | "" {
  const named = SCREENS.find((screen) => hash === `#${screen}`);
  return named && allowed.includes(named) ? named : "";
}
