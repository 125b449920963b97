// Franking: a commitment to what is sent, so that a report proves it and nothing else (private conversations, section 4).
import { joined, random, type Octets } from "./octets";

const VERSION = 1;
const KEY = 32; // octets exactly: HMAC takes a key and the same key with a zero octet for one
const HMAC = { name: "HMAC", hash: "SHA-256" } as const;

const keyed = (fk: Octets, use: KeyUsage) => crypto.subtle.importKey("raw", fk, HMAC, false, [use]);

/** What MLS seals, and the commitment that travels in the clear. */
export async function frank(
  payload: Octets,
  fk: Octets = random(KEY),
): Promise<{ data: Octets; commitment: Octets; fk: Octets }> {
  if (fk.length !== KEY) throw new RangeError("a franking key has 32 octets");
  const commitment = new Uint8Array(await crypto.subtle.sign("HMAC", await keyed(fk, "sign"), payload));
  return { data: joined(Uint8Array.of(VERSION), fk, payload), commitment, fk };
}

/** The key and payload of what was received, if the commitment opens; else null, and nothing may be shown. */
export async function openFranked(
  data: Octets,
  commitment: Octets,
): Promise<{ fk: Octets; payload: Octets } | null> {
  if (data[0] !== VERSION || data.length <= 1 + KEY || commitment.length !== KEY) return null;
  const fk = data.slice(1, 1 + KEY);
  const payload = data.slice(1 + KEY);
  return (await opens(fk, payload, commitment)) ? { fk, payload } : null;
}

/** Whether a commitment is to this payload under this key, in constant time. */
export async function opens(fk: Octets, payload: Octets, commitment: Octets): Promise<boolean> {
  if (fk.length !== KEY) return false;
  return crypto.subtle.verify("HMAC", await keyed(fk, "verify"), commitment, payload);
}
