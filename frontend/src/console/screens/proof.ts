// The proof that a signed head includes an entry, computed again here (RFC 6962 hashes, RFC 9162 section 2.1.3.2).

export interface Proof {
  entry: string; // its canonical JSON
  index: number; // of its leaf, from 0
  path: string[]; // hexadecimal, from the leaf upwards
  size: number; // entries of the head
  root: string; // base64
  time: number;
  note: string; // the head, signed; the server checks its own signature
}

/** Whether an entry has this hash, and its path leads to the root of the head. */
export async function holds(proof: Proof, hash: string): Promise<boolean> {
  const own = await sha256(new TextEncoder().encode(proof.entry));
  if (hex(own) !== hash || proof.index >= proof.size) return false;
  let found = await sha256(joined([0], own));
  let here = proof.index;
  let last = proof.size - 1;
  for (const step of proof.path.map(octets)) {
    if (last === 0) return false;
    if (here % 2 === 1 || here === last) {
      found = await sha256(joined([1], step, found));
      while (here % 2 === 0 && here !== 0) [here, last] = [half(here), half(last)];
    } else found = await sha256(joined([1], found, step));
    [here, last] = [half(here), half(last)];
  }
  return last === 0 && btoa(String.fromCharCode(...found)) === proof.root;
}

const half = (n: number) => Math.floor(n / 2);

async function sha256(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
}

function joined(...parts: ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(parts.flatMap((part) => Array.from(part)));
}

function octets(text: string): Uint8Array {
  return new Uint8Array((text.match(/../gu) ?? []).map((two) => parseInt(two, 16)));
}

function hex(data: Uint8Array): string {
  return Array.from(data, (one) => one.toString(16).padStart(2, "0")).join("");
}
