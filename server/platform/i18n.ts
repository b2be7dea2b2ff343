import { readdirSync, readFileSync } from 'node:fs'
import { createInstance } from 'i18next'

export type Language = 'fr' | 'en'

/** `t('fr', 'request:not_found', { kind })`: the part before the colon is the file, one per domain. */
export type Translate = (language: Language, key: string, values?: Record<string, unknown>) => string

/** Loads every server sentence in both languages. */
export function createTranslate(): Translate {
  const folder = new URL('./i18n/', import.meta.url)
  const resources = Object.fromEntries(
    (['fr', 'en'] as const).map(language => [
      language,
      Object.fromEntries(
        readdirSync(new URL(`${language}/`, folder))
          .filter(name => name.endsWith('.json'))
          .map(name => [
            name.slice(0, -5),
            JSON.parse(readFileSync(new URL(`${language}/${name}`, folder), 'utf8')),
          ]),
      ),
    ]),
  )
  const i18n = createInstance()
  i18n.init({
    resources,
    fallbackLng: false,
    ns: Object.keys(resources.fr ?? {}),
    interpolation: { escapeValue: false },
    initAsync: false,
  })
  return (language, key, values) => i18n.t(key, { lng: language, ...values })
}

/** The caller's language: an explicit choice, then the browser's order, then French. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map(part => {
      const [tag = '', quality] = part.trim().split(';q=')
      return { tag: tag.toLowerCase(), q: quality === undefined ? 1 : Number(quality) || 0 }
    })
    .sort((a, b) => b.q - a.q)
  for (const { tag } of wanted) {
    if (tag.startsWith('fr')) return 'fr'
    if (tag.startsWith('en')) return 'en'
  }
  return 'fr'
}
