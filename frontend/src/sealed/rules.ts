// Who may commit what (private conversations, section 3); anything else is rejected and the conversation changes group.
import type { Leaf, Proposed } from "./mls";
import { same } from "./octets";

const MEMBER = 16; // octets of an identity that say the member; the device's follow

export const memberOf = (identity: Uint8Array): Uint8Array => identity.subarray(0, MEMBER);
export const deviceOf = (identity: Uint8Array): Uint8Array => identity.subarray(MEMBER);

/** Whether a commit does only what its sender may: renew, add own devices, remove own devices or those that are gone. */
export function isAllowed(proposed: Proposed, gone: Uint8Array[]): boolean {
  const { sender, added, removed, hasOthers } = proposed;
  if (!sender || hasOthers || (added.length && removed.length)) return false;
  const isOwn = (identity: Uint8Array) => same(memberOf(identity), memberOf(sender.identity));
  const isGone = (leaf: Leaf) => gone.some((identity) => same(identity, leaf.identity));
  return (
    added.every(isOwn) &&
    removed.every((leaf) => leaf !== undefined && (isOwn(leaf.identity) || isGone(leaf)))
  );
}

/** Whether all are devices of these members: whoever else is among them is a ghost. */
export function areOf(identities: Uint8Array[], members: Uint8Array[]): boolean {
  return identities.every((identity) => members.some((member) => same(member, memberOf(identity))));
}
