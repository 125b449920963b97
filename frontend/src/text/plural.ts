type Language = "fr" | "en";

const RULES: Record<Language, Intl.PluralRules> = {
  fr: new Intl.PluralRules("fr"),
  en: new Intl.PluralRules("en"),
};

/** The form of a sentence for a number; `other` where a language has no word of its own. */
export function plural(
  language: Language,
  n: number,
  forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string },
): string {
  return forms[RULES[language].select(n)] ?? forms.other;
}
