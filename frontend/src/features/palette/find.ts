// Which rooms answer what is typed, the likeliest first.
import type { Room } from "../../protocol/types";

const AT_MOST = 12;

/** Small letters without accents, so that "cinema" finds "Cinéma". */
export function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/** Rooms whose name, then topic, holds the words; with nothing typed, those just visited, then the liveliest. */
export function find(rooms: Room[], words: string, recent: string[] = []): Room[] {
  const wanted = plain(words.trim());
  const ranked = rooms
    .map((room) => ({ room, rank: wanted ? rankOf(room, wanted) : -recentOf(room, recent) }))
    .filter((one) => one.rank < LEFT_OUT);
  ranked.sort(
    (a, b) => a.rank - b.rank || b.room.count - a.room.count || a.room.name.localeCompare(b.room.name),
  );
  return ranked.slice(0, AT_MOST).map((one) => one.room);
}

const LEFT_OUT = 3;

function rankOf(room: Room, wanted: string): number {
  const name = plain(room.name);
  if (name.startsWith(wanted)) return 0;
  if (name.includes(wanted)) return 1;
  return plain(room.topic).includes(wanted) ? 2 : LEFT_OUT;
}

function recentOf(room: Room, recent: string[]): number {
  const at = recent.indexOf(room.id);
  return at < 0 ? 0 : recent.length - at;
}
