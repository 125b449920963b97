// The page of a measure works without this script; with it, leaving leaves no step back, and a date is in words.
import "./styles/all.css";
import "./styles/site.css";
import "./styles/measure.css";
import { leaveNow } from "./state/exit";
import { applyPreferences } from "./state/preferences";

applyPreferences();

for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-exit]"))
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leaveNow(link.pathname);
  });

const words = new Intl.DateTimeFormat(document.documentElement.lang, {
  weekday: "long",
  day: "numeric",
  month: "long",
  hour: "numeric",
  minute: "2-digit",
});
for (const time of document.querySelectorAll<HTMLTimeElement>("time[data-local]"))
  time.textContent = words.format(new Date(time.dateTime));
