/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index is within its table: to check each would cost
   as much as the hash */
// SHA-256 of one block (FIPS 180-4), for trying many numbers after one salt: the state of the hash never leaves typed
// arrays, and nothing is made for a try.

const ROOTS = new Uint32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
]);
const START = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
] as const;
/** The longest message of one block: its end and its length take nine octets. */
export const LONGEST = 55;

/** Hashes messages of at most 55 octets; `words` holds the last result. */
export class OneBlock {
  readonly octets = new Uint8Array(64);
  readonly words = new Uint32Array(8);
  private readonly schedule = new Uint32Array(64);

  /** Hashes the first `length` octets of `octets`; what stands after them is overwritten. */
  hash(length: number): void {
    if (length > LONGEST) throw new RangeError("longer than one block");
    this.octets[length] = 0x80;
    this.octets.fill(0, length + 1);
    this.octets[62] = (length * 8) >>> 8;
    this.octets[63] = (length * 8) & 0xff;
    this.spread();
    this.mix();
  }

  private spread(): void {
    const { octets, schedule: w } = this;
    for (let i = 0; i < 16; i++) {
      const at = i * 4;
      w[i] = (octets[at]! << 24) | (octets[at + 1]! << 16) | (octets[at + 2]! << 8) | octets[at + 3]!;
    }
    for (let i = 16; i < 64; i++) {
      const near = w[i - 2]!;
      const far = w[i - 15]!;
      const s1 = ((near >>> 17) | (near << 15)) ^ ((near >>> 19) | (near << 13)) ^ (near >>> 10);
      const s0 = ((far >>> 7) | (far << 25)) ^ ((far >>> 18) | (far << 14)) ^ (far >>> 3);
      w[i] = w[i - 16]! + s0 + w[i - 7]! + s1;
    }
  }

  private mix(): void {
    let [a, b, c, d, e, f, g, h]: number[] = START as unknown as number[];
    for (let i = 0; i < 64; i++) {
      const s1 = ((e! >>> 6) | (e! << 26)) ^ ((e! >>> 11) | (e! << 21)) ^ ((e! >>> 25) | (e! << 7));
      const t1 = (h! + s1 + ((e! & f!) ^ (~e! & g!)) + ROOTS[i]! + this.schedule[i]!) | 0;
      const s0 = ((a! >>> 2) | (a! << 30)) ^ ((a! >>> 13) | (a! << 19)) ^ ((a! >>> 22) | (a! << 10));
      const t2 = (s0 + ((a! & b!) ^ (a! & c!) ^ (b! & c!))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d! + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((one, i) => (this.words[i] = one! + START[i]!));
  }
}
