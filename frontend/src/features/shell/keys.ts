// Keys that hold everywhere (brief 9.1).
import type { App } from "../../state/app";
import { openTalks } from "../../state/opened";
import { LEVELS, levelOf } from "../../state/level";

const PLACES: Record<string, "rooms" | "messages" | "around" | "me"> = {
  Digit1: "rooms",
  Digit2: "messages",
  Digit3: "around",
  Digit5: "me",
};
const PANES = ["rooms-pane", "log", "composer", "people-pane"];

/** Obeys a global key; says whether it meant something. */
export function globalKey(event: KeyboardEvent, app: App, close: (place: string) => void): boolean {
  const control = event.ctrlKey || event.metaKey;
  if (event.key === "F6") focusPane(event.shiftKey ? -1 : 1);
  else if (control && !event.shiftKey && event.key === "k") app.desk.onTop = { kind: "palette" };
  else if (control && (event.key === "/" || event.key === ":")) app.desk.onTop = { kind: "keys" };
  else if (control && event.shiftKey && event.key.toLowerCase() === "x") closeHere(app, close);
  else if (event.altKey && !control) return altKey(event, app);
  else return false;
  return true;
}

function altKey(event: KeyboardEvent, app: App): boolean {
  const place = PLACES[event.code];
  if (place) app.route.go({ page: place });
  else if (event.key === "ArrowDown") step(app, 1, event.shiftKey);
  else if (event.key === "ArrowUp") step(app, -1, event.shiftKey);
  else if (event.code === "KeyM") nextLevel(app);
  else return false;
  return true;
}

function closeHere(app: App, close: (id: string) => void): void {
  const here = openTalks(app).find((one) => one.isHere);
  if (here) close(here.id);
}

function step(app: App, by: 1 | -1, onlyUnread: boolean): void {
  const talks = openTalks(app);
  const at = talks.findIndex((one) => one.isHere);
  for (let far = 1; far <= talks.length; far += 1) {
    const talk = talks[(at + by * far + talks.length * 2) % talks.length];
    if (talk && (!onlyUnread || talk.unread)) return app.route.go(talk.where);
  }
}

function nextLevel(app: App): void {
  const place = openTalks(app).find((one) => one.isHere)?.id;
  if (!place) return;
  const next = LEVELS[(LEVELS.indexOf(levelOf(app, place)) + 1) % LEVELS.length] ?? "mentions";
  app.chat.kept.setLevel(place, next);
  app.announcer.say(app.text.announceLevel[next]);
}

function focusPane(by: 1 | -1): void {
  const panes = PANES.flatMap((id) => document.getElementById(id) ?? []).filter((one) =>
    one.checkVisibility(),
  );
  const at = panes.findIndex((one) => one.contains(document.activeElement));
  const next = panes[(at + by + panes.length) % panes.length];
  const inside = next?.matches("textarea")
    ? next
    : next?.querySelector<HTMLElement>('[tabindex="0"], input, a[href], button');
  inside?.focus();
}
