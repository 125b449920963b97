// Whether this browser can hold private conversations: both curves, and a key that it can store.

export type Lacking = "curves" | null;

/** Null when all is there; else what the person must be told. Never throws. */
export async function lacking(
  subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle,
): Promise<Lacking> {
  try {
    if (!subtle) return "curves";
    await subtle.generateKey("Ed25519", false, ["sign"]);
    await subtle.generateKey("X25519", false, ["deriveBits"]);
    return null;
  } catch {
    return "curves";
  }
}
