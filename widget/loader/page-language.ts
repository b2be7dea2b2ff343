import type { Language } from './bridge.ts'

/** The first of what the page asks for, the language of the page and those of the browser that we speak. */
export function languageFrom(wishes: readonly (string | null | undefined)[]): Language {
  for (const wish of wishes) {
    const short = wish?.trim().slice(0, 2).toLowerCase()
    if (short === 'fr' || short === 'en') return short
  }
  return 'en'
}
