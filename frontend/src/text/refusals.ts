// The sentence that people read when something asked was not done.
import { Refused } from "../protocol/link";
import type { App } from "../state/app";

/** Says why: the rule's own sentence if there is one, else that of the code, else that the line was cut. */
export function reasonOf(app: Pick<App, "text" | "side" | "language">, error: unknown): string {
  const { errors } = app.text;
  if (!(error instanceof Refused)) return errors["cut"] ?? "";
  const { code, sentence } = error.frame;
  return sentence[app.language] || app.side.errors[code] || errors[code] || errors["fault"] || "";
}
