// Key packages of this device: twenty for one use each, one of last resort, renewed before they end.
import type { DeviceBegun, Stock as Held } from "../protocol/types";
import { makePackage, type OwnPackage } from "./mls";
import { base64, type Octets } from "./octets";
import type { Wire } from "./talk";
import type { Vault } from "./vault";

const FULL = 20;
const LOW = 10;
const THIRD_MS = (14 * 86_400_000) / 3;
const KEPT_MS = 50 * 86_400_000; // private halves: the life of a package, and a Welcome's 30 days on the way

interface Kept extends OwnPackage {
  isLast: boolean;
  madeAt: number;
}

export class Stock {
  constructor(
    private vault: Vault,
    private wire: Wire,
    private identity: () => Octets,
  ) {}

  /** Gives what is missing; private halves are kept before their packages leave. */
  async fill({
    packages,
    packages_until,
    last_resort,
  }: Pick<Held | DeviceBegun, "packages" | "packages_until" | "last_resort">): Promise<void> {
    const isOld = packages > 0 && packages_until - Date.now() < THIRD_MS;
    const wanted = packages <= LOW || isOld ? FULL - packages : 0;
    if (!wanted && last_resort) return;
    const single = await Promise.all(
      Array.from({ length: Math.max(0, wanted) }, () => makePackage(this.identity())),
    );
    const last = last_resort ? null : await makePackage(this.identity(), true);
    const madeAt = Date.now();
    const kept: Kept[] = [
      ...single.map((one) => ({ ...one, isLast: false, madeAt })),
      ...(last ? [{ ...last, isLast: true, madeAt }] : []),
    ];
    await this.vault.write(kept.map((one) => [`package/${one.reference}`, one]));
    await this.wire.ask({
      t: "device.packages",
      packages: single.map((one) => base64(one.frame)),
      last_resort: last ? base64(last.frame) : null,
    });
    await this.#sweep();
  }

  /** Forgets private halves that no Welcome can name any more. */
  async #sweep(): Promise<void> {
    const all = await this.vault.list<Kept>("package/");
    const old = all.filter(([, one]) => Date.now() - one.madeAt > KEPT_MS).map(([name]) => name);
    if (old.length) await this.vault.write([], old);
  }
}
