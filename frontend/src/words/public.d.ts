// The words without the parts of organisers' pages; `public.test.ts` holds that no page which loads them asks for those.

declare module "*?public" {
  type Words = import("./en").Words;
  export const ar: Words;
  export const en: Words;
  export const es: Words;
  export const fr: Words;
  export const ru: Words;
  export const zh: Words;
}

declare module "*?unnamed" {
  export const unnamed: import("./en").Words["unnamed"];
}
