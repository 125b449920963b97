// A copy that was opened, as one talk: what stands in rooms with what stands around it, then what was proven in private.
import type { Snapshot, Spoken } from "./api";

/** Returns what a copy holds, each message once; private ones are all of the person whom the case is about. */
export function talkOf(snapshot: Snapshot, name: string): Spoken[] {
  const found: Spoken[] = [];
  for (const spoken of snapshot.items.flatMap((item) => item.talk ?? [])) {
    const before = found.findIndex((one) => one.id === spoken.id);
    if (before < 0) found.push(spoken);
    else if (spoken.reported) found[before] = spoken; // around one report, itself the object of another
  }
  const turns = (snapshot.private ?? []).map((turn) => ({ ...turn, reported: true, author: { name } }));
  return [...found, ...turns];
}
