// Phrases with values in them.

/** The names between braces in a template. */
type Names<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

type Several<Name, Every = Name> = Name extends unknown ? ([Every] extends [Name] ? never : Name) : never;

/**
 * A phrase that waits for its values: one text, or several by name. `values` is never there; it carries the names, so that
 * the phrase of another language with another name, with one too many or without one is a type error.
 */
type Phrase<Name extends string> = [Several<Name>] extends [never]
  ? { (value: string): string; readonly values?: Name }
  : { (values: Record<Name, string>): string; readonly values?: Name };

/** Makes a phrase of its template, `"{name} has {time} left"`. Each value is an island in its sentence, whatever its direction. */
export function say<const T extends `${string}{${string}}${string}`>(template: T): Phrase<Names<T>> {
  const phrase = (values: string | Record<string, string>): string =>
    template.replace(/\{(\w+)\}/g, (_, name: string) => isolated(typeof values === "string" ? values : (values[name] ?? "")));
  return phrase as Phrase<Names<T>>;
}

/** `text` as an island in its sentence, whatever its direction. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}
