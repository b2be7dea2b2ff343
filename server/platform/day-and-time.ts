import { DateTime } from 'luxon'
import type { Language } from './i18n.ts'

const patterns = {
  fr: "cccc d LLLL 'à' H\u00a0'h'\u00a0mm",
  en: "cccc d LLLL 'at' HH:mm",
}

const datePatterns = {
  fr: "d LLLL yyyy 'à' H\u00a0'h'\u00a0mm",
  en: "d LLLL yyyy 'at' HH:mm",
}

/** A moment as it is said in a mail: “mardi 10 mars à 9 h 30” by the clock of a place. */
export const dayAndTime = (at: Date, language: Language, timeZone: string): string =>
  DateTime.fromJSDate(at, { zone: timeZone })
    .setLocale(language === 'fr' ? 'fr-FR' : 'en-GB')
    .toFormat(patterns[language])

/** A moment with its year, for what is kept: “10 mars 2026 à 9 h 30” by the clock of a place. */
export const dateAndTime = (at: Date, language: Language, timeZone: string): string =>
  DateTime.fromJSDate(at, { zone: timeZone })
    .setLocale(language === 'fr' ? 'fr-FR' : 'en-GB')
    .toFormat(datePatterns[language])
    .replace(/^1 (?=[a-zû])/, '1er ')

/** A day of the calendar with its year: “1er mars 2026”, “1 March 2026”. */
export const dayInWords = (day: string, language: Language): string =>
  DateTime.fromISO(day, { zone: 'utc' })
    .setLocale(language === 'fr' ? 'fr-FR' : 'en-GB')
    .toLocaleString({ dateStyle: 'long' })
    .replace(/^1 (?=[a-zû])/, '1er ')

/** The day of a moment by the clock of a place, as tables write it: “2026-03-10”. */
export const dayAlone = (at: Date, timeZone: string): string =>
  DateTime.fromJSDate(at, { zone: timeZone }).toFormat('yyyy-MM-dd')
