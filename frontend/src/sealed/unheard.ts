// What the other never received, since their keys were lost: back among what waits, for its author to send again.
import type { Unheard } from "../protocol/types";
import type { Entry } from "./history";
import type { Around } from "./inbox";
import { recordOf, type Kept, type Waiting } from "./talk";

export const NOT_RECEIVED = "not_received";

const ID_OCTETS = 64;

/** Takes what I said between these orders out of the log and into the outbox, in one write; each stretch once. */
export async function takeBack(around: Around, kept: Kept, stretches: Unheard[]): Promise<void> {
  const told = kept.told ?? 0;
  const news = stretches.filter((one) => one.before > told);
  if (!news.length) return;
  const said = (await Promise.all(news.map((one) => around.history.between(kept.id, one)))).flat();
  const lost = said.filter((one) => one.kind === "message" && one.author === around.me() && !one.isGone);
  const outbox = [...lost.map(again), ...kept.outbox];
  const changes = { outbox, told: Math.max(...news.map((one) => one.before)) };
  const names = around.history.namesOf(kept.id, lost);
  await around.vault.write([[recordOf(kept.id), { ...kept, ...changes }]], names);
  Object.assign(kept, changes);
  if (!lost.length) return;
  around.tell({ t: "faded", conversation: kept.id, orders: lost.map((one) => one.order) });
  around.tell({ t: "outbox", conversation: kept.id, outbox });
}

/** The id follows from the former one: sent again by one device, it leaves what waits on the others. */
function again({ id, text, action, reply, at }: Entry): Waiting {
  const content = { kind: action ? ("action" as const) : ("text" as const), body: text };
  return { id: `${id}-2`.slice(-ID_OCTETS), content, reply, at, sealed: null, why: NOT_RECEIVED };
}
