// What is typed after a slash, in French or English.

export type CommandName =
  "me" | "room" | "ignore" | "away" | "back" | "nick" | "topic" | "roll" | "help" | "leave";

export const COMMANDS: { name: CommandName; fr: string; en: string; takes: boolean }[] = [
  { name: "me", fr: "/me", en: "/me", takes: true },
  { name: "room", fr: "/salon", en: "/join", takes: true },
  { name: "ignore", fr: "/ignorer", en: "/ignore", takes: true },
  { name: "away", fr: "/absent", en: "/away", takes: false },
  { name: "back", fr: "/retour", en: "/back", takes: false },
  { name: "nick", fr: "/pseudo", en: "/nick", takes: true },
  { name: "topic", fr: "/sujet", en: "/topic", takes: true },
  { name: "roll", fr: "/de", en: "/roll", takes: false },
  { name: "help", fr: "/aide", en: "/help", takes: false },
  { name: "leave", fr: "/partir", en: "/leave", takes: false },
];

export type Typed =
  | { kind: "text"; text: string }
  | { kind: "command"; name: CommandName; rest: string }
  | { kind: "unknown"; name: string; text: string };

/** Reads what was typed; "//" begins an ordinary message with a slash. */
export function read(text: string): Typed {
  if (!text.startsWith("/")) return { kind: "text", text };
  if (text.startsWith("//")) return { kind: "text", text: text.slice(1) };
  const [word = ""] = text.split(/\s+/u);
  const name = word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase(); // "/dé" is "/de"
  const found = COMMANDS.find((one) => one.fr === name || one.en === name);
  const rest = text.slice(word.length).trim();
  if (!found || (found.takes && !rest)) return { kind: "unknown", name: word, text };
  return { kind: "command", name: found.name, rest };
}

/** Commands that begin as typed, for the list above the composer. */
export function beginning(text: string, language: "fr" | "en"): typeof COMMANDS {
  if (!/^\/[^\s/]*$/u.test(text)) return [];
  const typed = text.toLowerCase();
  return COMMANDS.filter((one) => one[language].startsWith(typed));
}
