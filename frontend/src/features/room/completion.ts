// What may complete the word being typed: a command at the start, a name after @.
import { beginning } from "../../state/commands";
import type { ChatText } from "../../text/chat.fr";

export interface Choice {
  key: string;
  word: string; // what stands in the text once picked
  hint: string;
  from: number; // where in the text it begins
}

const AT_MOST = 8;

/** At most eight choices for the text up to the caret. */
export function choicesFor(before: string, names: string[], language: "fr" | "en", text: ChatText): Choice[] {
  const commands = beginning(before, language).map((one) => ({
    key: one.name,
    word: one[language],
    hint: text.commandsHelp[one.name],
    from: 0,
  }));
  if (commands.length) return commands.slice(0, AT_MOST + 1);
  const at = /(?:^|\s)@([\p{L}\p{N}'’._-]{0,20})$/u.exec(before);
  if (!at) return [];
  const typed = folded(at[1] ?? "");
  return names
    .filter((name) => folded(name).startsWith(typed))
    .slice(0, AT_MOST)
    .map((name) => ({
      key: name,
      word: `@${name}`,
      hint: "",
      from: before.length - (at[1]?.length ?? 0) - 1,
    }));
}

/** The text once a choice is picked, and where the caret goes. */
export function complete(value: string, caret: number, choice: Choice): { value: string; caret: number } {
  const head = `${value.slice(0, choice.from)}${choice.word} `;
  return { value: head + value.slice(caret).trimStart(), caret: head.length };
}

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
