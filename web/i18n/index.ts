import i18next, { type BackendModule, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'

export const languages = ['fr', 'en'] as const
export type UiLanguage = (typeof languages)[number]

/** One file of sentences per area of the product, loaded when a screen of that area first shows. */
export const areas = [
  'common',
  'desk',
  'contacts',
  'settings',
  'signin',
  'loops',
  'surveys',
  'team',
  'insights',
  'rules',
  'segments',
  'wallboard',
  'queues',
  'webhooks',
  'work',
] as const

export interface LanguageMemory {
  read: () => string | null
  write: (language: UiLanguage) => void
}

const files = import.meta.glob<{ default: Record<string, unknown> }>('./{fr,en}/*.json')

/** Starts the translations with the common sentences of the right language; the other areas follow on demand. */
export async function startI18n(memory: LanguageMemory, browser: readonly string[]): Promise<i18n> {
  const instance = i18next.createInstance()
  instance.on('languageChanged', language => {
    document.documentElement.lang = language
    memory.write(language as UiLanguage) // only ours are ever asked for: supportedLngs
  })
  await instance
    .use(fromFiles)
    .use(initReactI18next)
    .init({
      lng: chooseLanguage(memory.read(), browser),
      supportedLngs: [...languages],
      // A second language at hand would be loaded at every start; a sentence that one of them lacks fails the tests instead.
      fallbackLng: false,
      load: 'currentOnly',
      partialBundledLanguages: true,
      ns: ['common'],
      defaultNS: 'common',
      nsSeparator: ':',
      keySeparator: '.',
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
      returnNull: false,
    })
  return instance
}

/** The language chosen here before, else the first of the browser that we speak, else French. */
export function chooseLanguage(remembered: string | null, browser: readonly string[]): UiLanguage {
  const known = (code: string | null | undefined): UiLanguage | undefined =>
    languages.find(language => code === language || code?.startsWith(`${language}-`))
  return known(remembered) ?? browser.map(known).find(language => language !== undefined) ?? 'fr'
}

const fromFiles: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language, area, done) => {
    const load = files[`./${language}/${area}.json`]
    if (!load) {
      done(new Error(`No sentences for ${language}/${area}`), false)
      return
    }
    load().then(
      file => done(null, file.default),
      error => done(error, false),
    )
  },
}
