// Keys that hold everywhere in the console (brief 5.14). Letters mean nothing while one writes.

export type Act =
  | "palette"
  | "next"
  | "previous"
  | "back"
  | "note"
  | "hand"
  | "second"
  | "measure1"
  | "measure2"
  | "measure3"
  | "measure4"
  | "measure5"
  | "measure6"
  | "measure7"
  | "measure8"
  | "measure9"
  | "";

const LETTERS: Record<string, Act> = {
  j: "next",
  k: "previous",
  n: "note",
  z: "hand",
  s: "second",
  escape: "back",
  "1": "measure1",
  "2": "measure2",
  "3": "measure3",
  "4": "measure4",
  "5": "measure5",
  "6": "measure6",
  "7": "measure7",
  "8": "measure8",
  "9": "measure9",
};

const WRITES = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

/** What a key asks for; nothing while something stands on top, which has its own keys. */
export function keyOf(event: KeyboardEvent, covered: boolean): Act {
  const control = event.ctrlKey || event.metaKey;
  if (control && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") return "palette";
  if (covered || control || event.altKey || isWriting(event.target)) return "";
  return LETTERS[event.key.toLowerCase()] ?? "";
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches(WRITES);
}
