// My card while I change it: what is sent, what is said of each field, what others would see.
import type { AgeShown, Card, HereFor, Profile, SetProfile, TownShown } from "../../protocol/types";
import type { SideText } from "../../text/side.fr";
import { lengthOf } from "../../state/words";
import { ageBand, type Town } from "../entry/api";

export const LIMITS = { pseudonym: 20, words: 300, pronouns: 40, gender: 40, languages: 40 } as const;

export interface CardDraft {
  pseudonym: string;
  town_shown: TownShown;
  age_shown: AgeShown;
  colour: number;
  here_for: HereFor[];
  words: string;
  pronouns: string;
  gender: string;
  languages: string;
}

export type CardField = keyof CardDraft | "town";
export type CardFaults = Partial<Record<CardField, string>>;
type Changes = Omit<SetProfile, "t" | "n">;

export function draftOf({ card, town_shown, age_shown }: Profile): CardDraft {
  const { name, colour, here_for, words, pronouns, gender, languages } = card;
  return { pseudonym: name, town_shown, age_shown, colour, here_for, words, pronouns, gender, languages };
}

/** The town as the profile knows it; its neighbours are not known before another search. */
export function townOf(me: Profile): Town {
  return { id: me.town, name: me.town_name, detail: "", small: false, larger: null, department: "" };
}

/** Says what the server would refuse, before anything is sent. */
export function faultsOf(draft: CardDraft, town: Town | null, { errors, left }: SideText): CardFaults {
  const faults: CardFaults = {};
  for (const [name, limit] of Object.entries(LIMITS) as [keyof typeof LIMITS, number][]) {
    const over = lengthOf(draft[name]) - limit;
    if (over > 0) faults[name] = left(-over);
  }
  if (!draft.pseudonym.trim()) faults.pseudonym = errors["empty"] ?? "";
  if (!town) faults.town = errors["unknown_town"] ?? "";
  return faults;
}

/** What changed, field by field: each is sent alone, so that a refusal names its field. */
export function changesOf(draft: CardDraft, town: Town | null, me: Profile): [CardField, Changes][] {
  const before = draftOf(me);
  const changed: [CardField, Changes][] = [];
  if (town && town.id !== me.town) changed.push(["town", { town: town.id }]);
  for (const name of Object.keys(draft) as (keyof CardDraft)[]) {
    const same = JSON.stringify(draft[name]) === JSON.stringify(before[name]);
    if (!same) changed.push([name, { [name]: draft[name] }]);
  }
  return changed;
}

/** The card as others would see it. */
export function previewOf(draft: CardDraft, town: Town | null, me: Profile): Card {
  const { pseudonym, colour, here_for, words, pronouns, gender, languages } = draft;
  const ages = { age: String(me.age), band: ageBand(me.age), none: "" };
  return {
    ...me.card,
    ...{ name: pseudonym.trim(), colour, here_for, words: words.trim(), pronouns, gender, languages },
    age: ages[draft.age_shown],
    town: townLabel(draft.town_shown, town, me),
  };
}

function townLabel(shown: TownShown, town: Town | null, me: Profile): string {
  if (town?.id === me.town && shown === me.town_shown) return me.card.town;
  if (shown === "none" || !town) return "";
  if (shown === "town") return town.name;
  return shown === "larger" ? (town.larger?.name ?? town.name) : town.department;
}
