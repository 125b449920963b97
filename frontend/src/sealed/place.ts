// Where the sealed part rests, and how it is forgotten without loading it.
export const VAULT = "palabre-sealed";

/** Forgets key, states and words of this device; pages that hold them let go first. Never rejects. */
export function forgetSealed(): Promise<void> {
  return new Promise((done) => {
    try {
      const request = indexedDB.deleteDatabase(VAULT);
      request.onsuccess = request.onerror = () => done();
    } catch {
      done(); // no such storage here: nothing to forget
    }
  });
}
