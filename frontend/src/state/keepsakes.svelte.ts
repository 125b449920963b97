// What this device keeps for its owner: favourites, recent rooms, ignored people, drafts, open tabs.
import { Kept } from "./device";
import { Drafts } from "./drafts.svelte";
import type { Preferences } from "./preferences";

const RECENT = 8;
const LEVELS = 50;
const HIDDEN = 500;

export type Level = Preferences["announce"];

export interface Ignored {
  id: string;
  name: string;
}

export class Keepsakes {
  favourites = $state.raw<string[]>([]);
  recent = $state.raw<string[]>([]);
  ignored = $state.raw<Ignored[]>([]);
  hidden = $state.raw<string[]>([]); // messages that I reported: shown to me no more
  readonly begun = new Drafts();
  levels = $state.raw<Record<string, Level>>({}); // how much of a talk is spoken, where it is not the usual

  #favourites = new Kept<string[]>("favourites", ["accueil"]);
  #recent = new Kept<string[]>("recent", []);
  #ignored = new Kept<Ignored[]>("ignored", []);
  #hidden = new Kept<string[]>("hidden", []);
  #levels = new Kept<Record<string, Level>>("levels", {});
  #open = new Kept<string[]>("open", [], sessionStorage);
  #places = new Kept<string[]>("places", []); // the same, for the tab to which a new proof leads

  constructor() {
    this.favourites = this.#favourites.read();
    this.recent = this.#recent.read();
    this.ignored = this.#ignored.read();
    this.hidden = this.#hidden.read();
    this.levels = this.#levels.read();
  }

  /** Rooms that were open in this tab before the page was loaded again; in a new tab, those last open on the device. */
  open(): string[] {
    return this.#open.isKept ? this.#open.read() : this.#places.read();
  }

  keepOpen(places: string[]): void {
    this.#open.write(places);
    this.#places.write(places);
  }

  visited(place: string): void {
    this.recent = [place, ...this.recent.filter((id) => id !== place)].slice(0, RECENT);
    this.#recent.write(this.recent);
  }

  toggleFavourite(place: string): void {
    const without = this.favourites.filter((one) => one !== place);
    this.favourites = without.length < this.favourites.length ? without : [...without, place];
    this.#favourites.write(this.favourites);
  }

  ignore(person: Ignored): void {
    this.ignored = [...this.ignored.filter((one) => one.id !== person.id), person];
    this.#ignored.write(this.ignored);
  }

  unignore(id: string): void {
    this.ignored = this.ignored.filter((one) => one.id !== id);
    this.#ignored.write(this.ignored);
  }

  /** My other devices said whom I ignore. */
  setIgnored(people: Ignored[]): void {
    this.ignored = people;
    this.#ignored.write(people);
  }

  /** Messages that I reported are shown to me no more; words fade in a day, so the newest are enough. */
  hide(messages: string[] = []): void {
    if (!messages.length) return;
    this.hidden = [...this.hidden, ...messages].slice(-HIDDEN);
    this.#hidden.write(this.hidden);
  }

  isIgnored(id: string): boolean {
    return this.ignored.some((one) => one.id === id);
  }

  setLevel(place: string, level: Level): void {
    const others = Object.entries(this.levels).filter(([id]) => id !== place);
    this.levels = Object.fromEntries([[place, level] as const, ...others].slice(0, LEVELS));
    this.#levels.write(this.levels);
  }

  get drafts(): Record<string, string> {
    return this.begun.all;
  }

  draft(place: string): string {
    return this.begun.of(place);
  }

  keepDraft(place: string, text: string): void {
    this.begun.keep(place, text);
  }
}
