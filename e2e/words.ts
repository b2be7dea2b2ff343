import { readdirSync, readFileSync } from 'node:fs'
import { createInstance, type TFunction } from 'i18next'

export type Language = 'fr' | 'en'

export type Say = (key: string, values?: Record<string, unknown>) => string

const screens = new URL('../web/i18n/', import.meta.url)
const server = new URL('../server/platform/i18n/', import.meta.url)
const widget = new URL('../widget/i18n/', import.meta.url)

/**
 * The sentences of the screens (`desk:compose.send`), of the widget (`widget-panel:send`) and of the server
 * (`server-surveypage:send`), read by key from the
 * same files as the program: a sentence may be reworded without a journey knowing. A key that does not exist throws, and so
 * does a value that the sentence wants and does not get.
 */
export function wordsIn(language: Language): Say {
  const resources = {
    [language]: {
      ...areasOf(server, language, 'server-'),
      ...areasOf(widget, language, 'widget-'),
      ...areasOf(screens, language),
    },
  }
  const instance = createInstance()
  void instance.init({
    lng: language,
    resources,
    interpolation: { escapeValue: false },
    missingInterpolationHandler: (sentence: string) => {
      throw new Error(`A value is missing in “${sentence}”`)
    },
    initAsync: false,
  })
  const t = instance.t as TFunction
  return (key, values = {}) => {
    const sentence = t(key, values as never) as unknown as string
    if (sentence === key || sentence === key.split(':').at(-1)) throw new Error(`No sentence for ${key}`)
    return sentence
  }
}

/** A sentence of which a part is not known, as a pattern: `the {{time}}` becomes `the .+`. */
export function patternOf(
  say: Say,
  key: string,
  unknown: string,
  values: Record<string, unknown> = {},
): RegExp {
  const mark = '\u{f8ff}'
  const sentence = say(key, { ...values, [unknown]: mark })
  return new RegExp(sentence.split(mark).map(escapePattern).join('.+'))
}

/** The text as a pattern that finds itself. */
export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function areasOf(folder: URL, language: Language, prefix = ''): Record<string, object> {
  const inside = new URL(`${language}/`, folder)
  return Object.fromEntries(
    readdirSync(inside)
      .filter(name => name.endsWith('.json'))
      .map(name => [
        `${prefix}${name.slice(0, -5)}`,
        JSON.parse(readFileSync(new URL(name, inside), 'utf8')) as object,
      ]),
  )
}
