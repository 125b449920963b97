// Where keys and words rest on the device: IndexedDB, each record sealed with a key that cannot be taken out (decision 66).
import { Cut } from "../protocol/link";
import { forgetSealed, VAULT } from "./place";
import { base64, octetsOf, random, utf8, type Octets } from "./octets";

const RECORDS = "records";
const KEYS = "keys";
const IV = 12; // octets

/** Named records; a write is one transaction: all of it is there afterwards, or none. */
export interface Vault {
  read<T>(name: string): Promise<T | null>;
  /** Records whose names begin so, in order of name; from the end when `last` says how many. */
  list<T>(prefix: string, before?: string, last?: number): Promise<[string, T][]>;
  write(puts: [string, unknown][], drops?: string[]): Promise<void>;
  erase(): Promise<void>;
}

/** Nothing outlives the page; the person is told so. */
export class MemoryVault implements Vault {
  #records = new Map<string, string>();

  async read<T>(name: string): Promise<T | null> {
    const text = this.#records.get(name);
    return text === undefined ? null : parsed<T>(text);
  }

  async list<T>(prefix: string, before = `${prefix}\uffff`, last?: number): Promise<[string, T][]> {
    const names = [...this.#records.keys()].filter((name) => name >= prefix && name < before).sort();
    const wanted = last === undefined ? names : names.slice(-last);
    return wanted.map((name) => [name, parsed<T>(this.#records.get(name) ?? "null")]);
  }

  async write(puts: [string, unknown][], drops: string[] = []): Promise<void> {
    for (const [name, value] of puts) this.#records.set(name, written(value));
    for (const name of drops) this.#records.delete(name);
  }

  async erase(): Promise<void> {
    this.#records.clear();
  }
}

interface Sealed {
  iv: Octets;
  octets: ArrayBuffer;
}

export class DiskVault implements Vault {
  private constructor(
    private database: IDBDatabase,
    private key: CryptoKey,
  ) {}

  /** Opens the vault of this site; rejects where a key cannot be kept (some private windows). */
  static async open(): Promise<DiskVault> {
    const request = indexedDB.open(VAULT, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(KEYS);
      request.result.createObjectStore(RECORDS);
    };
    const database = await answered(request);
    database.onversionchange = () => database.close(); // somebody erases: let them
    return new DiskVault(database, await keyOf(database));
  }

  async read<T>(name: string): Promise<T | null> {
    const store = this.#records();
    const sealed = (await answered(store.get(name))) as Sealed | undefined;
    return sealed ? this.#open<T>(name, sealed) : null;
  }

  async list<T>(prefix: string, before = `${prefix}\uffff`, last?: number): Promise<[string, T][]> {
    const store = this.#records();
    const range = IDBKeyRange.bound(prefix, before, false, true);
    const names = (await answered(store.getAllKeys(range))) as string[];
    const wanted = last === undefined ? names : names.slice(-last);
    const found = await Promise.all(wanted.map(async (name) => [name, await this.read<T>(name)] as const));
    return found.flatMap(([name, value]) => (value === null ? [] : [[name, value] as [string, T]]));
  }

  async write(puts: [string, unknown][], drops: string[] = []): Promise<void> {
    // Sealed first: a transaction closes while a promise of another kind is awaited.
    const sealed = await Promise.all(
      puts.map(async ([name, value]) => [name, await this.#seal(name, value)] as const),
    );
    const transaction = this.database.transaction(RECORDS, "readwrite", { durability: "strict" });
    const store = transaction.objectStore(RECORDS);
    for (const [name, value] of sealed) store.put(value, name);
    for (const name of drops) store.delete(name);
    await finished(transaction);
  }

  async erase(): Promise<void> {
    this.database.close();
    await forgetSealed();
  }

  /** What is to be read; once somebody erases the vault it is cut, for good: nothing there must not read as lost. */
  #records(): IDBObjectStore {
    try {
      return this.database.transaction(RECORDS).objectStore(RECORDS);
    } catch {
      throw new Cut();
    }
  }

  async #seal(name: string, value: unknown): Promise<Sealed> {
    const iv = random(IV);
    const how = { name: "AES-GCM", iv, additionalData: utf8(name) };
    return { iv, octets: await crypto.subtle.encrypt(how, this.key, utf8(written(value))) };
  }

  async #open<T>(name: string, { iv, octets }: Sealed): Promise<T> {
    const how = { name: "AES-GCM", iv, additionalData: utf8(name) };
    return parsed<T>(new TextDecoder().decode(await crypto.subtle.decrypt(how, this.key, octets)));
  }
}

async function keyOf(database: IDBDatabase): Promise<CryptoKey> {
  const kept = (await answered(database.transaction(KEYS).objectStore(KEYS).get("seal"))) as
    CryptoKey | undefined;
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  const transaction = database.transaction(KEYS, "readwrite", { durability: "strict" });
  transaction.objectStore(KEYS).put(made, "seal");
  await finished(transaction);
  return made;
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("storage"));
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error("storage"));
  });
}

function written(value: unknown): string {
  return JSON.stringify(value, (_name, one: unknown) =>
    one instanceof Uint8Array ? { $: base64(one) } : one,
  );
}

function parsed<T>(text: string): T {
  return JSON.parse(text, (_name, one: unknown) =>
    typeof one === "object" && one !== null && "$" in one ? octetsOf((one as { $: string }).$) : one,
  ) as T;
}

/** A vault that never loses the talk in progress: what the disk refuses is held in memory, and told. */
export class SafeVault implements Vault {
  #held = new MemoryVault();
  #names = new Set<string>();
  #dropped = new Set<string>();
  isKept = true;

  constructor(
    private disk: Vault | null,
    private tell: (isKept: boolean) => void = () => undefined,
  ) {
    this.isKept = disk !== null;
  }

  async read<T>(name: string): Promise<T | null> {
    if (this.#names.has(name)) return this.#held.read<T>(name);
    if (this.#dropped.has(name) || !this.disk) return null;
    return this.disk.read<T>(name);
  }

  async list<T>(prefix: string, before?: string, last?: number): Promise<[string, T][]> {
    const disk = this.disk ? await this.disk.list<T>(prefix, before, last) : [];
    if (!this.#names.size && !this.#dropped.size) return disk;
    const held = await this.#held.list<T>(prefix, before, last);
    const kept = disk.filter(([name]) => !this.#names.has(name) && !this.#dropped.has(name));
    const all = [...kept, ...held].sort(([one], [other]) => (one < other ? -1 : 1));
    return last === undefined ? all : all.slice(-last);
  }

  async write(puts: [string, unknown][], drops: string[] = []): Promise<void> {
    try {
      if (!this.disk) throw new Error("no disk");
      const held = await this.#held.list<unknown>("");
      await this.disk.write([...held, ...puts], [...this.#dropped, ...drops]);
      await this.#held.erase();
      this.#names.clear();
      this.#dropped.clear();
      this.#tell(true);
    } catch {
      await this.#hold(puts, drops);
    }
  }

  async erase(): Promise<void> {
    await this.#held.erase();
    this.#names.clear();
    this.#dropped.clear();
    await this.disk?.erase();
  }

  async #hold(puts: [string, unknown][], drops: string[]): Promise<void> {
    await this.#held.write(puts, drops);
    for (const [name] of puts) {
      this.#names.add(name);
      this.#dropped.delete(name);
    }
    for (const name of drops) {
      this.#names.delete(name);
      this.#dropped.add(name);
    }
    this.#tell(false);
  }

  #tell(isKept: boolean): void {
    if (this.isKept !== isKept) this.tell((this.isKept = isKept));
  }
}

/** Opens what this browser allows. */
export async function openVault(tell: (isKept: boolean) => void): Promise<SafeVault> {
  try {
    return new SafeVault(await DiskVault.open(), tell);
  } catch {
    return new SafeVault(null, tell);
  }
}
