// The six quick reactions: those I use most come first.
import { Kept } from "./device";

const FIRST = ["👍", "❤️", "😂", "😮", "😢", "🎉"];
const kept = (): Kept<Record<string, number>> => new Kept<Record<string, number>>("reactions", {});

export function used(emoji: string): void {
  const counts = kept().read();
  kept().write({ ...counts, [emoji]: (counts[emoji] ?? 0) + 1 });
}

export function quick(): string[] {
  const counts = kept().read();
  const mine = Object.keys(counts).sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0));
  return [...new Set([...mine, ...FIRST])].slice(0, FIRST.length);
}
