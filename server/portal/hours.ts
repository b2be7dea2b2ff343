import { DateTime, IANAZone } from 'luxon'
import type { Calendar } from '#contract/workspaces.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Language, Translate } from '#server/platform/i18n.ts'

export type Rules = Pick<Calendar, 'timeZone' | 'weeklyHours' | 'holidays' | 'exceptions'>

/** What is asked of opening hours here; `workspaces.calendars` answers. */
export interface Calendars {
  of(tx: Tx, id: string | null): Promise<Rules>
  isOpen(rules: Rules, at: Date): boolean
  nextOpening(rules: Rules, at: Date): Date | undefined
  nextChange(rules: Rules, at: Date): Date | undefined
  days(
    rules: Rules,
    from: Date,
    count: number,
  ): { date: string; hours: [string, string][]; label: string | null; holiday: string | null }[]
}

const minute = 60_000
const day = 86_400_000
/** How far ahead a promise is tried: past the longest of school holidays nobody plans yet. */
const horizonDays = 28

/** The longest time without anybody in the coming weeks, and when it begins; 0 for a place that never closes. */
export function longestClosure(
  calendars: Calendars,
  rules: Rules,
  from: Date,
): { minutes: number; since: Date } {
  const end = new Date(from.getTime() + horizonDays * day)
  let longest = { minutes: 0, since: from }
  let at = from
  while (at < end) {
    if (calendars.isOpen(rules, at)) {
      const closes = calendars.nextChange(rules, at)
      if (!closes) return longest
      at = closes
      continue
    }
    const opens = calendars.nextOpening(rules, at) ?? end
    const minutes = (opens.getTime() - at.getTime()) / minute
    if (minutes > longest.minutes) longest = { minutes, since: at }
    at = opens
  }
  return longest
}

/** True when a place is open at every moment of the coming weeks. */
export const neverCloses = (calendars: Calendars, rules: Rules, from: Date): boolean =>
  longestClosure(calendars, rules, from).minutes === 0

/** « 14 h », « demain à 9 h », « lundi 23 novembre à 9 h »: a moment as people say it after a word like “until”. */
export function momentOf(t: Translate, language: Language, at: Date, now: Date, zone: string): string {
  const moment = DateTime.fromJSDate(at, { zone }).setLocale(language)
  const days = moment.startOf('day').diff(DateTime.fromJSDate(now, { zone }).startOf('day'), 'days').days
  const name = Math.round(days) === 0 ? 'today' : Math.round(days) === 1 ? 'tomorrow' : 'later'
  return t(language, `contactpage:moment.${name}`, {
    day: moment.toFormat('cccc d LLLL'),
    time: clockOf(language, moment.toFormat('HH:mm')),
  })
}

/** « 9 h 30 » in French, “9:30” in English; midnight at the end of a day is 24 h. */
export function clockOf(language: Language, clock: string): string {
  const [hour = '', minutes = ''] = clock.split(':')
  if (language === 'en') return `${Number(hour)}:${minutes}`
  return minutes === '00' ? `${Number(hour)}\u00a0h` : `${Number(hour)}\u00a0h\u00a0${minutes}`
}

/** A zone that clocks know, from what a page says of its reader; undefined otherwise. */
export const knownZone = (zone: string | undefined): string | undefined =>
  zone !== undefined && zone.length <= 60 && IANAZone.isValidZone(zone) ? zone : undefined

/** A zone as people call it: “heure d’Europe centrale”. */
export function zoneName(language: Language, zone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    timeZone: zone,
    timeZoneName: 'longGeneric',
  }).formatToParts(at)
  return parts.find(part => part.type === 'timeZoneName')?.value ?? zone
}
