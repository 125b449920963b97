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
  #isLetGo = false; // somebody erases: cut for good, for what is gone must not read as lost

  private constructor(
    private database: IDBDatabase,
    private key: CryptoKey,
  ) {
    this.#watch();
  }

  /** Opens the vault of this site; rejects where a key cannot be kept (some private windows). */
  static async open(): Promise<DiskVault> {
    const database = await opened();
    return new DiskVault(database, await keyOf(database));
  }

  async read<T>(name: string): Promise<T | null> {
    const store = (await this.#begin("readonly")).objectStore(RECORDS);
    const sealed = (await answered(store.get(name))) as Sealed | undefined;
    return sealed ? this.#open<T>(name, sealed) : null;
  }

  async list<T>(prefix: string, before = `${prefix}\uffff`, last?: number): Promise<[string, T][]> {
    const store = (await this.#begin("readonly")).objectStore(RECORDS);
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
    const transaction = await this.#begin("readwrite");
    const store = transaction.objectStore(RECORDS);
    for (const [name, value] of sealed) store.put(value, name);
    for (const name of drops) store.delete(name);
    await finished(transaction);
  }

  async erase(): Promise<void> {
    this.#isLetGo = true;
    this.database.close();
    await forgetSealed();
  }

  /** A transaction; where the browser closed the database by itself, it is opened again first. */
  async #begin(mode: IDBTransactionMode): Promise<IDBTransaction> {
    if (this.#isLetGo) throw new Cut();
    try {
      return this.database.transaction(RECORDS, mode, { durability: "strict" });
    } catch {
      await this.#reopen();
      return this.database.transaction(RECORDS, mode, { durability: "strict" });
    }
  }

  /** The same records, or none where they were cleared: the talk in progress then goes on with the same key. */
  async #reopen(): Promise<void> {
    this.database = await opened();
    this.#watch();
    this.key = await keyOf(this.database, this.key);
  }

  #watch(): void {
    const { database } = this;
    database.onversionchange = () => {
      this.#isLetGo = true;
      database.close();
    };
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

function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open(VAULT, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(KEYS);
    request.result.createObjectStore(RECORDS);
  };
  return answered(request);
}

/** The key that stands beside the records; where none does, the given one or a new one is put there. */
async function keyOf(database: IDBDatabase, former?: CryptoKey): Promise<CryptoKey> {
  const kept = (await answered(database.transaction(KEYS).objectStore(KEYS).get("seal"))) as
    CryptoKey | undefined;
  if (kept) return kept;
  const made = former ?? (await newKey());
  const transaction = database.transaction(KEYS, "readwrite", { durability: "strict" });
  transaction.objectStore(KEYS).put(made, "seal");
  await finished(transaction);
  return made;
}

function newKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
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
