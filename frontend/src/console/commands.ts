// What the palette offers, and what answers what is typed.
import type { ConsoleText } from "../text/console";
import type { Me } from "./api";
import type { Desk } from "./desk.svelte";
import { kindsOf } from "./words";

export interface Command {
  id: string;
  label: string;
  act: () => void;
}

export function commandsOf(desk: Desk, me: Me, text: ConsoleText, onsettings: () => void): Command[] {
  const on = me.duty_until > 0;
  const shown = desk.shown;
  return [
    ...(shown.kind === "case"
      ? [{ id: "hand", label: text.handOver, act: () => void desk.handOver(shown.id) }]
      : []),
    ...(me.screens?.length ? ["queue", ...me.screens] : []).map((to) => ({
      id: `screen-${to}`,
      label: text.goToScreen(text.screens[to] ?? to),
      act: () => location.assign(`#${to}`),
    })),
    { id: "duty", label: on ? text.dutyStop : text.dutyStart, act: () => void desk.switchDuty(!on) },
    { id: "look", label: text.refresh, act: () => void desk.look() },
    { id: "settings", label: text.settings, act: onsettings },
    { id: "language", label: text.other, act: () => location.assign(`/console?lang=${text.otherCode}`) },
    { id: "out", label: text.signOut, act: () => void desk.signOut() },
    ...desk.rows.slice(0, 9).map((row) => ({
      id: row.id,
      label: text.goTo(`${row.priority} ${kindsOf(row, text)}`),
      act: () => void desk.open(row.id),
    })),
  ];
}

/** Commands that hold every word typed, accents and capitals aside. */
export function matching(commands: Command[], typed: string): Command[] {
  const words = plain(typed).split(/\s+/u).filter(Boolean);
  return commands.filter((one) => words.every((word) => plain(one.label).includes(word)));
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}
