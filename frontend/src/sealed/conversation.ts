// One conversation on this device: what it keeps, what comes, what leaves.
import type { Conversation } from "../protocol/types";
import { Inbox, type Around } from "./inbox";
import { Outbox } from "./outbox";
import type { Kept, Wire } from "./talk";

export interface Talk {
  kept: Kept;
  inbox: Inbox;
  outbox: Outbox;
}

export function conversationOf(around: Around, wire: Wire, kept: Kept, server: () => Conversation): Talk {
  const inbox = new Inbox(around, kept, server);
  return { kept, inbox, outbox: new Outbox(around, wire, kept, server, inbox) };
}
