// Octets: to text and back, side by side, compared, drawn.

export type Octets = Uint8Array<ArrayBuffer>;

/** Base64 as on the wire (RFC 4648 section 4, padded). */
export function base64(octets: Uint8Array): string {
  let text = "";
  for (const one of octets) text += String.fromCharCode(one);
  return btoa(text);
}

export function octetsOf(text: string): Octets {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

export function hex(octets: Uint8Array): string {
  return [...octets].map((one) => one.toString(16).padStart(2, "0")).join("");
}

export function joined(...parts: Uint8Array[]): Octets {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((octet, index) => octet === other[index]);
}

export function random(length: number): Octets {
  return crypto.getRandomValues(new Uint8Array(length));
}

export function utf8(text: string): Octets {
  return new TextEncoder().encode(text);
}
