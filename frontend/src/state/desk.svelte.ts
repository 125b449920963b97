// How the desk is laid: panes and their widths, and the one thing that lies on top.
import type { Frame } from "../protocol/types";
import type { Entry } from "../sealed/history";
import { Kept } from "./device";

/** What a report is about, and whose it is. */
export type About =
  | { what: "message"; place: string; target: string; message: string; member: string; name: string }
  | { what: "card" | "pseudonym"; target: string; member: string; name: string }
  | { what: "room_name"; target: string; name: string }
  | {
      what: "private";
      conversation: string;
      message: string;
      member: string;
      name: string;
      entries?: Entry[]; // of a request, which is no talk yet; else those of the talk on screen
    };

/** What a host is about to do, to whom. */
export type HostAct =
  | { act: "hide"; place: string; message: string; name: string }
  | { act: "ask out"; place: string; member: string; name: string };

export type OnTop =
  | { kind: "card"; member: string }
  | { kind: "keys" }
  | { kind: "recent acts" }
  | { kind: "palette" }
  | { kind: "open room"; name: string }
  | { kind: "about room"; place: string }
  | { kind: "host corner" }
  | { kind: "host act"; about: HostAct }
  | { kind: "plain reading" }
  | { kind: "people" }
  | { kind: "ask"; member: string; name: string }
  | { kind: "consents" }
  | { kind: "safety words" }
  | { kind: "report"; about: About };

interface Panes {
  rooms: number; // px
  people: number; // px
  roomsOpen: boolean;
  peopleOpen: boolean;
}

const DEFAULT: Panes = { rooms: 264, people: 272, roomsOpen: true, peopleOpen: true };
export const WIDTHS = { rooms: { least: 220, most: 360 }, people: { least: 240, most: 360 } } as const;

export class Desk {
  onTop = $state.raw<OnTop | null>(null);
  panes = $state.raw<Panes>(DEFAULT);
  searching = $state(false);
  told = $state(0); // how often a decision about me has come, or moved
  decision = $state.raw<Record<string, string> | null>(null); // title of the newest, until it is read
  moved = $state(0); // how often a report of mine has its answer, or another one
  report = $state.raw<"answered" | "undone" | null>(null); // the newest of it, until it is read
  #kept = new Kept<Partial<Panes>>("panes", {});

  constructor() {
    this.panes = { ...DEFAULT, ...this.#kept.read() };
  }

  /** Takes word of a decision about me, or of a report of mine: it waits in a strip until it is read. */
  hear(frame: Frame): void {
    if (frame.t === "report_moved") {
      this.moved += 1;
      this.report = frame.undone ? "undone" : "answered";
    }
    if (frame.t === "room_refused") this.decision = refusedRoom(frame.name);
    else if (frame.t === "informed") this.decision = frame.title;
    else return;
    this.told += 1;
  }

  /** Moves a divider, within what the pane allows. */
  widen(pane: "rooms" | "people", width: number): void {
    const { least, most } = WIDTHS[pane];
    this.#set({ [pane]: Math.round(Math.min(most, Math.max(least, width))) });
  }

  toggle(pane: "roomsOpen" | "peopleOpen"): void {
    this.#set({ [pane]: !this.panes[pane] });
  }

  #set(changes: Partial<Panes>): void {
    this.panes = { ...this.panes, ...changes };
    this.#kept.write(this.panes);
  }
}

function refusedRoom(name: string): Record<"fr" | "en", string> {
  return { fr: `le salon ${name} n’est pas ouvert`, en: `the room ${name} is not opened` };
}

/** A media query that components can read. */
export class Screen {
  matches = $state(false);

  constructor(query: string) {
    const list = window.matchMedia(query);
    this.matches = list.matches;
    list.addEventListener("change", () => (this.matches = list.matches));
  }
}
