// What stays on this device only: drafts, favourites, recent rooms, reading places, ignored people.

const PREFIX = "palabre.";

export class Kept<T> {
  constructor(
    private name: string,
    private empty: T,
    private storage: Storage = localStorage,
  ) {}

  read(): T {
    try {
      const text = this.storage.getItem(PREFIX + this.name);
      return text === null ? this.empty : (JSON.parse(text) as T);
    } catch {
      return this.empty;
    }
  }

  write(value: T): boolean {
    try {
      this.storage.setItem(PREFIX + this.name, JSON.stringify(value));
      return true;
    } catch {
      return false; // full or closed: the page still has it
    }
  }
}

/** Forgets everything of this site on the device. */
export function forgetDevice(storages: Storage[] = [localStorage, sessionStorage]): void {
  for (const storage of storages) {
    for (const name of Object.keys(storage)) if (name.startsWith(PREFIX)) storage.removeItem(name);
  }
}
