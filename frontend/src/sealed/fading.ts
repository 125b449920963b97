// Messages that vanish: each device forgets its own copies when their hour has come.
import type { Vanishing } from "../protocol/types";
import type { History } from "./history";
import type { Told } from "./talk";

const LIFE_MS = { "24h": 86_400_000, "1h": 3_600_000 } as const;

export class Fading {
  constructor(
    private history: History,
    private tell: (told: Told) => void,
  ) {}

  /** Forgets what is past its hour. */
  async fade(conversation: string, vanishing: Vanishing): Promise<void> {
    if (vanishing === "24h" || vanishing === "1h")
      await this.until(conversation, Date.now() - LIFE_MS[vanishing]);
  }

  /** Forgets what was said until a time. */
  async until(conversation: string, time: number): Promise<void> {
    const orders = await this.history.fade(conversation, time);
    if (orders.length) this.tell({ t: "faded", conversation, orders });
  }
}
