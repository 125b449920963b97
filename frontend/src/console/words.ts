// What codes are called.
import type { ConsoleText } from "../text/console";
import type { Sentence } from "./api";

/** What a case is, in words; one that a rule of the operator's own names stays as it is. */
export function kindsOf(one: { kind: string; label: Sentence }, text: ConsoleText): string {
  const label = one.label[text.otherCode === "en" ? "fr" : "en"];
  if (label) return label;
  return one.kind
    .split(" ")
    .map((kind) => text.kinds[kind] ?? kind)
    .join(", ");
}

export function rolesOf(roles: readonly string[], text: ConsoleText): string {
  return roles.map((role) => text.roles[role] ?? role).join(", ");
}
