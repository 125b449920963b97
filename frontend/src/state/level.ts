// How much of a talk is spoken to a screen reader: its own level, else the one chosen for all (brief 10.2).
import type { App } from "./app";
import type { Level } from "./keepsakes.svelte";

export const LEVELS: Level[] = ["everything", "mentions", "nothing"];

export function levelOf(app: Pick<App, "chat" | "chosen">, place: string): Level {
  return app.chat.kept.levels[place] ?? app.chosen.now.announce;
}
