// The work of entering: the number that, put after a salt, hashes to what is given (ALTCHA, version 1).

import { LONGEST, OneBlock } from "./sha256";

export interface Challenge {
  algorithm: string;
  challenge: string;
  maxNumber: number;
  salt: string;
  signature: string;
}

/** The number of a challenge, or null when none up to the largest hashes to it. */
export function solve(challenge: Challenge): number | null {
  const salt = new TextEncoder().encode(challenge.salt);
  if (challenge.algorithm !== "SHA-256" || salt.length + 8 > LONGEST) return null;
  const wanted = words(challenge.challenge);
  const block = new OneBlock();
  for (let number = 0; number <= challenge.maxNumber; number++) {
    block.octets.set(salt);
    block.hash(salt.length + write(block.octets, salt.length, number));
    if (block.words[0] === wanted[0] && block.words.every((word, i) => word === wanted[i])) return number;
  }
  return null;
}

/** A solution as the entry's form carries it. */
export function carried({ algorithm, challenge, salt, signature }: Challenge, number: number): string {
  return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
}

function words(hex: string): Uint32Array {
  return Uint32Array.from({ length: 8 }, (_, i) => parseInt(hex.slice(i * 8, i * 8 + 8), 16));
}

/** Writes a number in figures and returns how many there are. */
function write(octets: Uint8Array, at: number, number: number): number {
  let figures = 1;
  for (let left = number; left >= 10; left = Math.floor(left / 10)) figures++;
  let left = number;
  for (let place = at + figures - 1; place >= at; place--) {
    octets[place] = 48 + (left % 10);
    left = Math.floor(left / 10);
  }
  return figures;
}
