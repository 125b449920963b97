// Slow mode as its writer sees it: how long until the next message may leave.
import type { Talk } from "../../state/talk.svelte";

export class Slow {
  now = $state(Date.now());

  constructor(private talk: Talk) {}

  get length(): number {
    return this.talk.room?.slow_s ?? 0;
  }

  /** When the next one may leave, in ms since 1970. */
  get until(): number {
    return this.length ? this.talk.saidAt + this.length * 1_000 : 0;
  }

  /** Whole seconds left; none for the host. */
  left(isHost: boolean): number {
    return isHost ? 0 : Math.max(0, Math.ceil((this.until - this.now) / 1_000));
  }

  run(): () => void {
    const timer = setInterval(() => (this.now = Date.now()), 1_000);
    return () => clearInterval(timer);
  }
}
