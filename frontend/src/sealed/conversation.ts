// One conversation on this device: what it keeps, what comes, what leaves.
import type { Conversation } from "../protocol/types";
import { Inbox, type Around } from "./inbox";
import { Outbox } from "./outbox";
import type { Kept, Wire } from "./talk";
import { takeBack } from "./unheard";

export interface Talk {
  kept: Kept;
  inbox: Inbox;
  outbox: Outbox;
  /** Takes back what the other never received. */
  takeBack(): Promise<void>;
}

export function conversationOf(around: Around, wire: Wire, kept: Kept, server: () => Conversation): Talk {
  const inbox = new Inbox(around, kept, server);
  const outbox = new Outbox(around, wire, kept, server, inbox);
  return { kept, inbox, outbox, takeBack: () => takeBack(around, kept, server().unheard) };
}
