import type { Language } from '#contract/common.ts'
import { tariffOf } from './tariff.ts'

/** What a text promises to customers by itself, in the words that say it; undefined where it does not. */
export interface PromisesInWords {
  /** Open at any hour, any day. */
  always: string | undefined
  /** An answer at once, or within so long. */
  delay: string | undefined
  /** Hours or days of opening. */
  hours: string | undefined
  /** A number that costs more than a usual call. */
  dearNumber: string | undefined
}

/**
 * Finds what people write by hand and nobody keeps true: hours, delays, dear numbers. What is open when, and what is
 * promised, stands in calendars and settings, and is shown from there.
 */
export function promisesIn(text: string, language: Language): PromisesInWords {
  const said = text
    .normalize('NFC')
    .replaceAll(/[\u00a0\u202f\u2009]/g, ' ')
    .replaceAll('’', "'")
  const always = alwaysWords.exec(said)?.[0]
  const delay =
    sentencesOf(said)
      .filter(one => !isOfParcels(one))
      .map(one => delayWords.exec(one)?.[0])
      .find(Boolean) ??
    atOnce[language].exec(said)?.[0] ??
    sentencesOf(said)
      .map(one => (answers.test(one) ? soon.exec(one)?.[0] : undefined))
      .find(Boolean)
  // What is an "always" or a delay is not an hour too.
  const rest = said.replaceAll(everywhere(alwaysWords), ' ').replaceAll(everywhere(delayWords), ' ')
  return { always, delay, hours: hoursIn(rest), dearNumber: dearNumberIn(said) }
}

const alwaysWords =
  /24\s*h?(?:eures)?\s*(?:\/|sur)\s*24|24\s*\/\s*7|(?<!\b(?:en|sous|dans les|within|in|of|de)\s)24\s*(?:hours|heures)\b|7\s*j?(?:ours?)?\s*(?:\/|sur)\s*7|7 days a week|jour et nuit|nuit et jour|day and night|a?round the clock|à toute heure|at any (?:time|hour)|non[- ]stop|toujours ouvert|always open/i

const delayWords =
  /\b(?:sous|en|d'ici|dans les?|within|in)\s+(?:moins d'?e?\s*|less than\s+)?(?:\d+|une?|deux|one|two|an?)\s*(?:h\b|heures?|hours?|min\b|minutes?|jours?|days?)|\b(?:dans l'heure|within the hour)/i

/** "Un instant" is a moment in French; an "instant" answer is a promise in English. */
const atOnce = {
  fr: /\p{L}*immédiat\p{L}*|(?<!\p{L})instantan\p{L}*/iu,
  en: /(?<!\p{L})immediate\p{L}*|(?<!\p{L})instant(?:ly|aneous\p{L}*)?(?!\p{L})/iu,
}

const parcels =
  /(?<!\p{L})(?:livr(?:é|e|ai|on)\p{L}*|expédi\p{L}*|acheminé?\p{L}*|envoi\p{L}*|envoyons|colis|deliver\p{L}*|ship(?:s|ped|ping|ment\p{L}*)?|dispatch\p{L}*|parcels?)(?!\p{L})/iu
const comesBack =
  /(?<!\p{L})(?:répon\p{L}*|rappel\p{L}*|recontact\p{L}*|revenons|revient|trait\p{L}*|solution\p{L}*|rembours\p{L}*|conseill\p{L}*|answer\p{L}*|repl(?:y|ies)\p{L}*|respon\p{L}*|call(?:s|ed)? (?:you )?back|get back|contact\p{L}*|solv\p{L}*|refund\p{L}*|advis\p{L}*)(?!\p{L})/iu

/** How long a parcel takes is said of the parcel: no promise of an answer, unless the sentence speaks of both. */
const isOfParcels = (sentence: string) => parcels.test(sentence) && !comesBack.test(sentence)

const soon = /tout de suite|sur[- ]le[- ]champ|(?:right|straight) away|at once/i
const answers = /(?<!\p{L})(?:répon\p{L}*|answer\p{L}*|repl(?:y|ies)\p{L}*)/iu

const everywhere = (pattern: RegExp) => new RegExp(pattern.source, `${pattern.flags}g`)

const sentencesOf = (text: string): string[] => text.split(/[.!?\n;]+(?=\s|$)/)

const bare = String.raw`(?<!\d)(?:[01]?\d|2[0-4])(?!\d)`
const time = String.raw`(?:(?<!\d)(?:[01]?\d|2[0-4])\s*(?:h(?:eures?)?(?!\p{L})\s*(?:[0-5]\d(?!\d))?|:[0-5]\d(?!\d)|[ap]\.?m(?!\p{L})\.?|o'clock)|(?<!\p{L})(?:midi|minuit|noon|midnight)(?!\p{L}))`
const until = String.raw`\s*(?:à|a|-|–|—|to|until|till|jusqu'à|et|and)\s*`
const day = String.raw`(?<!\p{L})(?:(?:lun|mar|mercre|jeu|vendre|same)dis?|dimanches?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|week-?ends?|jours? fériés?|(?:bank|public) holidays?)(?!\p{L})`
const to = String.raw`\s*(?:à|au|-|–|—|to|through|thru|until|jusqu'au)\s*`

/** Hours from one to another, days from one to another: said of whatever, they are read as those of the house. */
const hoursRange = new RegExp(
  `${time}${until}(?:${time}|${bare})|${bare}${until}${time}|${day}${to}${day}`,
  'iu',
)
const momentOfDay = new RegExp(
  `${time}|${day}|(?<!\\p{L})(?:tous les jours|chaque jour|toute la semaine|every day|each day|all week)(?!\\p{L})`,
  'iu',
)
const isThere =
  /(?<!\p{L})(?:ouv(?:ert|r)\p{L}*|ferm(?:é|e|o)\p{L}*|joignable\p{L}*|disponible\p{L}*|répon\p{L}*|à votre (?:écoute|service|disposition)|accueil\p{L}*|appel\p{L}*|permanence|horaires?|open\p{L}*|close[sd]?|available|reach\p{L}*|answer\p{L}*|repl(?:y|ies)|call\p{L}*|here for you|hours)(?!\p{L})/iu

/** A day or an hour beside a word of being there, in one sentence. */
function hoursIn(text: string): string | undefined {
  const range = hoursRange.exec(text)?.[0]
  if (range) return range.trim()
  for (const sentence of sentencesOf(text)) {
    const moment = isThere.test(sentence) && momentOfDay.exec(sentence)?.[0]
    if (moment) return moment.trim()
  }
  return undefined
}

const longNumber = /(?<![\p{L}\d])(?:\+|00)?\d(?:[\s./()-]{0,2}\d){7,14}(?!\d)/gu
/** Four digits are a number to call where somebody says so. */
const shortNumber =
  /(?<!\p{L})(?:appel\p{L}*|tél\p{L}*\.?|compos\p{L}*|call|dial|phone|ring)\s*(?:us\s*)?(?:on|at|le|au)?\s*:?\s*(3\d\s?\d{2})(?![\s.]?\d)/giu

function dearNumberIn(text: string): string | undefined {
  const found = [
    ...[...text.matchAll(longNumber)].map(([written]) => ({ written, number: dialled(written) })),
    ...[...text.matchAll(shortNumber)].map(([, written = '']) => ({
      written,
      number: written.replaceAll(' ', ''),
    })),
  ]
  return found.find(({ number }) => number && tariffOf(number) === 'surcharged')?.written
}

/** A number as its country dials it: ten digits from 0 are French. */
function dialled(written: string): string | undefined {
  const digits = written.replaceAll(/[^\d+]/g, '').replace(/^00/, '+')
  if (digits.startsWith('+')) return digits.replace(/^\+330/, '+33')
  return /^0\d{9}$/.test(digits) ? `+33${digits.slice(1)}` : undefined
}
