// Safety words: two people who compare them know that nobody sits between (private conversations, section 3.1).
import type { Leaf } from "./mls";
import { joined, utf8 } from "./octets";

const LABEL = "Palabre safety words 1";
const WORDS = 12;
const BITS = 11; // a word of a list of 2,048

/** The numbers of twelve words, from every device of both people and the keys they sign with. */
export async function safetyNumbers(groupId: Uint8Array, leaves: Leaf[]): Promise<number[]> {
  const pairs = leaves.map(({ identity, key }) => joined(identity, key)).sort(compare);
  const digest = await crypto.subtle.digest("SHA-256", joined(utf8(LABEL), groupId, ...pairs));
  const bits = [...new Uint8Array(digest)].map((octet) => octet.toString(2).padStart(8, "0")).join("");
  return Array.from({ length: WORDS }, (_, at) => Number.parseInt(bits.slice(at * BITS, (at + 1) * BITS), 2));
}

function compare(one: Uint8Array, other: Uint8Array): number {
  for (const [index, octet] of one.entries()) if (octet !== other[index]) return octet - (other[index] ?? 0);
  return 0;
}
