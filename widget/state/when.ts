import type { Language } from '../loader/bridge.ts'

const nbsp = '\u00a0'

/** Times as the visitor reads them, in their own time zone; `now` is the server's, theirs may be wrong. */
export function createWhen(language: Language, timeZone?: string) {
  const locale = language === 'fr' ? 'fr-FR' : 'en-GB'
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone, ...options })
  const wall = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' })
  const wallDay = new Intl.DateTimeFormat('en-CA', { timeZone })
  const weekday = format({ weekday: 'long' })
  const dated = format({ weekday: 'long', day: 'numeric', month: 'long' })
  const longDay = (at: string | number) =>
    dated.format(new Date(at)).replace(/ 1 /, language === 'fr' ? ' 1er ' : ' 1 ')
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })

  const time = (at: string | number): string => {
    const [hours, minutes] = wall.format(new Date(at)).split(':')
    const hour = Number(hours)
    if (language === 'en') return `${hour}:${minutes}`
    return minutes === '00' ? `${hour}${nbsp}h` : `${hour}${nbsp}h${nbsp}${minutes}`
  }
  const dayOf = (at: string | number) => wallDay.format(new Date(at))
  const daysTo = (at: string | number, now: number) =>
    (Date.parse(dayOf(at)) - Date.parse(dayOf(now))) / 86_400_000

  return {
    time,
    dayOf,
    /** aujourd’hui, hier, else the day: what separates the messages. */
    day(at: string | number, now: number): string {
      const days = daysTo(at, now)
      return Math.abs(days) <= 1 ? relative.format(days, 'day').replace("'", '’') : longDay(at)
    },
    /** "à 9 h", "demain à 9 h", "lundi à 9 h": when we open. */
    moment(at: string, now: number): string {
      const days = daysTo(at, now)
      const atTime = `${language === 'fr' ? 'à' : 'at'} ${time(at)}`
      if (days === 0) return atTime
      if (days === 1) return `${relative.format(1, 'day')} ${atTime}`
      return `${days < 7 ? weekday.format(new Date(at)) : longDay(at)} ${atTime}`
    },
  }
}

export type When = ReturnType<typeof createWhen>
