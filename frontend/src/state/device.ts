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

  /** Whether anything was ever written, be it empty. */
  get isKept(): boolean {
    try {
      return this.storage.getItem(PREFIX + this.name) !== null;
    } catch {
      return false;
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

/** Forgets what a former visit left to be taken up again: drafts and places. Whoever enters anew is somebody new. */
export function forgetTalk(storage: Storage = localStorage): void {
  for (const name of ["drafts", "places", "back"]) storage.removeItem(PREFIX + name);
}

/** Forgets everything of this site on the device. */
export function forgetDevice(storages: Storage[] = [localStorage, sessionStorage]): void {
  for (const storage of storages) {
    for (const name of Object.keys(storage)) if (name.startsWith(PREFIX)) storage.removeItem(name);
  }
}
