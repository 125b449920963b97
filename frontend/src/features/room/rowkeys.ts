// Keys inside the message list (brief 9.2); single letters can be turned off (WCAG 2.1.4).
import type { Message } from "../../protocol/types";
import type { Acts } from "./acts";
import { quick } from "../../state/quick";

export interface List {
  ids: string[];
  message(id: string): Message | undefined;
  focus(id: string): void;
  older(): void;
  actions(id: string): void;
  leave(): void;
}

/** Obeys a key on a focused row; says whether it meant something. */
export function rowKey(event: KeyboardEvent, id: string, list: List, acts: Acts, letters: boolean): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const message = list.message(id);
  return moves(event.key, id, list) || (message ? does(event.key, message, list, acts, letters) : false);
}

function moves(key: string, id: string, list: List): boolean {
  const at = list.ids.indexOf(id);
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: list.ids.length - 1 }[key];
  if (key === "PageUp") list.older();
  else if (key === "Escape") list.leave();
  else if (to === undefined) return false;
  else {
    const next = list.ids[to];
    if (next) list.focus(next);
    else if (key === "ArrowDown") list.leave();
  }
  return true;
}

function does(key: string, message: Message, list: List, acts: Acts, letters: boolean): boolean {
  if (key === "Enter") list.actions(message.id);
  else if (key === "Delete" && acts.isMine(message)) void acts.remove(message);
  else if (!letters) return false;
  else if (key === "r" || key === "R") acts.reply(message);
  else if ((key === "e" || key === "E") && acts.canEdit(message)) acts.edit(message);
  else if (key === "c" || key === "C") void acts.copy(message);
  else if (key === "!" && !acts.isMine(message)) acts.report(message);
  else if (key === "+") acts.react(message, quick()[0] ?? "👍", true);
  else return false;
  return true;
}
