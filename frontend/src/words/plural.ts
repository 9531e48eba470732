// How a language counts.

/** Forms of a phrase by the number in it; `#` stands for the number. `other` is used where a form is missing. */
export type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** Makes `(n) => phrase` of the forms of a phrase, in `language`. */
export function counting(language: string, type: Intl.PluralRuleType = "cardinal"): (forms: Forms) => (n: number) => string {
  const rules = new Intl.PluralRules(language, { type });
  return (forms) => (n) => (forms[rules.select(n)] ?? forms.other).replaceAll("#", String(n));
}
