// The vault that never loses the talk in progress: what the disk refuses is held in this page, and told.
import type { Rest } from "./talk";
import { DiskVault, MemoryVault, type Vault } from "./vault";

export class SafeVault implements Vault {
  #held = new MemoryVault();
  #names = new Set<string>();
  #dropped = new Set<string>();
  rest: Rest;

  constructor(
    private disk: Vault | null,
    private tell: (rest: Rest) => void = () => undefined,
  ) {
    this.rest = disk ? "device" : "page";
  }

  async read<T>(name: string): Promise<T | null> {
    if (this.#names.has(name)) return this.#held.read<T>(name);
    if (this.#dropped.has(name) || !this.disk) return null;
    return this.disk.read<T>(name);
  }

  async list<T>(prefix: string, before?: string, last?: number): Promise<[string, T][]> {
    const { disk } = this;
    if (!this.#isHolding) return disk ? disk.list<T>(prefix, before, last) : [];
    const wanted = last === undefined ? undefined : last + this.#dropped.size; // those gone make room for others
    const found = disk ? await disk.list<T>(prefix, before, wanted) : [];
    const held = await this.#held.list<T>(prefix, before, last);
    const kept = found.filter(([name]) => !this.#names.has(name) && !this.#dropped.has(name));
    const all = [...kept, ...held].sort(([one], [other]) => (one < other ? -1 : 1));
    return last === undefined ? all : all.slice(-last);
  }

  /** Never rejects: what the disk does not take is held. */
  async write(puts: [string, unknown][], drops: string[] = []): Promise<void> {
    if (!this.disk) return this.#hold(puts, drops, "page");
    try {
      await this.#writeAll(this.disk, puts, drops);
      this.#tell("device");
    } catch (error) {
      await this.#hold(puts, drops, isFull(error) ? "full" : "page");
    }
  }

  /** Tries once more to write what is held: space may have come back. */
  async again(): Promise<void> {
    if (this.disk && this.#isHolding) await this.write([]);
  }

  async erase(): Promise<void> {
    await this.#letGo();
    await this.disk?.erase();
  }

  get #isHolding(): boolean {
    return this.#names.size + this.#dropped.size > 0;
  }

  /** What was held goes with what is new, in one transaction; what is new wins. */
  async #writeAll(disk: Vault, puts: [string, unknown][], drops: string[]): Promise<void> {
    const names = new Set(puts.map(([name]) => name));
    const former = (await this.#held.list<unknown>("")).filter(([name]) => !names.has(name));
    const gone = [...this.#dropped].filter((name) => !names.has(name));
    await disk.write([...former, ...puts], [...gone, ...drops]);
    await this.#letGo();
  }

  async #letGo(): Promise<void> {
    await this.#held.erase();
    this.#names.clear();
    this.#dropped.clear();
  }

  async #hold(puts: [string, unknown][], drops: string[], rest: Rest): Promise<void> {
    await this.#held.write(puts, drops);
    for (const [name] of puts) {
      this.#names.add(name);
      this.#dropped.delete(name);
    }
    for (const name of drops) {
      this.#names.delete(name);
      this.#dropped.add(name);
    }
    this.#tell(rest);
  }

  #tell(rest: Rest): void {
    if (this.rest !== rest) this.tell((this.rest = rest));
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && error.name === "QuotaExceededError";
}

/** Opens what this browser allows. Never rejects. */
export async function openVault(tell: (rest: Rest) => void): Promise<SafeVault> {
  try {
    return new SafeVault(await DiskVault.open(), tell);
  } catch {
    return new SafeVault(null, tell);
  }
}
