// What is typed to open a room, and what is said of it field by field.
import { Refused } from "../../protocol/link";
import { lengthOf } from "../../state/words";
import type { App } from "../../state/app";
import type { SideText } from "../../text/side.fr";
import { reasonOf } from "../../text/refusals";

export interface RoomDraft {
  name: string;
  purpose: string;
  theme: string;
}

export type RoomFaults = Partial<Record<keyof RoomDraft | "all", string>>;

/** Themes that a person may choose; "welcome" and "town" belong to the rooms of the house. */
export const THEMES = [
  "talk",
  "meet",
  "cooking",
  "cinema",
  "books",
  "music",
  "games",
  "sport",
  "travel",
  "garden",
  "animals",
  "science",
  "languages",
  "night",
] as const;

const NAME = 40;
const PURPOSE = 300;

/** Says what is missing or too long, before anything is sent. */
export function missing(draft: RoomDraft, { open }: SideText): RoomFaults {
  const faults: RoomFaults = {};
  if (!draft.name.trim()) faults.name = open.nameMissing;
  else if (lengthOf(draft.name) > NAME) faults.name = open.nameLong;
  if (!draft.purpose.trim()) faults.purpose = open.purposeMissing;
  else if (lengthOf(draft.purpose) > PURPOSE) faults.purpose = open.purposeLong;
  if (!draft.theme) faults.theme = open.themeMissing;
  return faults;
}

/** Puts a refusal of the server under the field it speaks of. */
export function faultOf(app: Pick<App, "text" | "side" | "language">, error: unknown): RoomFaults {
  const code = error instanceof Refused ? error.frame.code : "";
  const field = code === "room_name_taken" ? "name" : code === "unknown_theme" ? "theme" : "all";
  return { [field]: reasonOf(app, error) };
}
