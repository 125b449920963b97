// The list of rooms, cut in sections and sorted as the reader chose.
import type { Room } from "../../protocol/types";

export type Sort = "lively" | "name" | "new";
export type SectionName = "found" | "favourites" | "near" | "recent" | "byTheme" | "byTown";

export interface Section {
  name: SectionName;
  rooms: Room[];
}

export interface Listing {
  rooms: Room[];
  favourites: string[];
  recent: string[];
  town: number; // mine
  sort: Sort;
  search: string;
}

const RECENT = 4;

/** Sections without the empty ones; a search gives one flat section. */
export function sectionsOf(listing: Listing): Section[] {
  const listed = listing.rooms
    .filter((room) => !isTwin(room) || listing.recent.includes(room.id))
    .sort(ORDER[listing.sort]);
  if (listing.search.trim())
    return [{ name: "found", rooms: listed.filter((room) => holds(room, listing.search)) }];
  const byId = new Map(listed.map((room) => [room.id, room]));
  const pick = (ids: string[]) => ids.flatMap((id) => byId.get(id) ?? []);
  const favourites = pick(listing.favourites);
  const near = listed.filter((room) => room.town !== 0 && room.town === listing.town);
  const shown = new Set([...favourites, ...near].map((room) => room.id));
  const recent = pick(listing.recent)
    .filter((room) => !shown.has(room.id))
    .slice(0, RECENT);
  for (const room of recent) shown.add(room.id);
  const others = listed.filter((room) => !shown.has(room.id));
  const sections: Section[] = [
    { name: "favourites", rooms: favourites },
    { name: "near", rooms: near.filter((room) => !favourites.includes(room)) },
    { name: "recent", rooms: recent },
    { name: "byTheme", rooms: others.filter((room) => room.town === 0) },
    { name: "byTown", rooms: others.filter((room) => room.town !== 0) },
  ];
  return sections.filter((section) => section.rooms.length);
}

const ORDER: Record<Sort, (a: Room, b: Room) => number> = {
  lively: (a, b) => b.count - a.count || a.name.localeCompare(b.name),
  name: (a, b) => a.name.localeCompare(b.name),
  new: (a, b) => b.created - a.created || a.name.localeCompare(b.name),
};

function isTwin(room: Room): boolean {
  return room.id.includes("~");
}

function holds(room: Room, search: string): boolean {
  return folded(`${room.name} ${room.topic}`).includes(folded(search.trim()));
}

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
