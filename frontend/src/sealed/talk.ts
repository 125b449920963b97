// What this device keeps of one conversation, and what waits to leave; shapes and records, no doing.
import type { Conversation, Frame, Request } from "../protocol/types";
import type { Ask } from "../protocol/link";
import type { Entry } from "./history";
import type { Octets } from "./octets";
import type { Content } from "./payload";

/** The line to the server: rejects with `Refused` or `Cut`. */
export interface Wire {
  ask(command: Ask): Promise<Frame>;
}

/** A message on its way: written first, sealed once the group is ready, the same octets until the server answers. */
export interface Waiting {
  id: string;
  content: Content;
  reply: string | null;
  at: number;
  sealed: { frame: Octets; group: string; payload: Octets; fk: Octets } | null;
  why: string; // code of the refusal that stopped it, or that it waits out; or ""
}

/** A commit or a new group that the server has not yet taken; the old state stays beside it. */
export interface Pending {
  kind: "commit" | "group" | "request";
  id: string;
  state: Octets;
  group: string;
  frame: Octets | null; // of a commit, of the one text of a request
  welcome: Octets | null;
  removed: string[];
  ticket: string; // of a group or a request
}

export interface Kept {
  format: 1; // another number is a lost state: the library promises nothing about its own octets
  id: string;
  state: Octets | null;
  group: string; // base64, of `state`
  order: number; // everything up to here has been taken
  pending: Pending | null;
  outbox: Waiting[];
  sent: number; // messages of mine since the last renewal
  renewed: number; // ms since 1970
  isLost: boolean;
  isRequest: boolean; // joined to show a request; not yet accepted
  told?: number; // order up to which what the other never received was taken back
}

/** A request with its one text and its proof, or null where nothing could be verified. */
export interface Asked extends Request {
  entry: Entry | null;
}

/** Where what is said rests: on the device; in this page, for the device is full; in this page, for it keeps nothing. */
export type Rest = "device" | "full" | "page";

/** What the page is told. */
export type Told =
  | { t: "entries"; conversation: string; entries: Entry[] }
  | { t: "faded"; conversation: string; orders: number[] }
  | { t: "outbox"; conversation: string; outbox: Waiting[] }
  | { t: "rest"; rest: Rest };

export const FORMAT = 1;
export const draftOf = (conversation: string): string => `draft/${conversation}`;
export const recordOf = (conversation: string): string => `talk/${conversation}`;

export function fresh(id: string): Kept {
  return {
    ...{ format: FORMAT, id, state: null, group: "", order: 0, pending: null, outbox: [] },
    ...{ sent: 0, renewed: 0, isLost: false, isRequest: false },
  };
}

/** What was kept, if this release can read it. */
export function readable(kept: Kept | null, id: string): Kept {
  return kept?.format === FORMAT ? kept : fresh(id);
}

/** A conversation of which the server has said nothing yet. */
export function nothing(id: string): Conversation {
  const none = { photos: null, links: null, voice_webcam: null, plan: null };
  return {
    ...{
      id,
      other: null,
      other_id: "",
      other_identity: "",
      state: "asked",
      asked_by_me: false,
      available: false,
    },
    ...{
      frozen: false,
      group: "",
      epoch: 0,
      head: 0,
      acked: 0,
      joined: false,
      leaves: [],
      missing: [],
      lost: false,
    },
    ...{ mine: none, theirs: none, vanishing: "off", since: 0, unheard: [] },
  };
}
