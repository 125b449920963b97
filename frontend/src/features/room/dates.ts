// Hours and days as the reader's language says them.
type Language = "fr" | "en";

const HOUR: Record<Language, Intl.DateTimeFormat> = {
  fr: new Intl.DateTimeFormat("fr-FR", { hour: "2-digit", minute: "2-digit" }),
  en: new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }),
};
const DAY: Record<Language, Intl.DateTimeFormat> = {
  fr: new Intl.DateTimeFormat("fr-FR", { weekday: "long", day: "numeric", month: "long" }),
  en: new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" }),
};
const DAY_MS = 86_400_000;

export function hourOf(at: number, language: Language): string {
  return HOUR[language].format(at);
}

/** "Aujourd’hui", "Hier", else the day in full. */
export function dayOf(
  at: number,
  language: Language,
  words: { today: string; yesterday: string },
  now = Date.now(),
): string {
  const day = new Date(at).toDateString();
  if (day === new Date(now).toDateString()) return words.today;
  if (day === new Date(now - DAY_MS).toDateString()) return words.yesterday;
  return DAY[language].format(at);
}
