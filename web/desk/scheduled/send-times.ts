import { instantAt, wallClockAt } from '../acts/snooze-choices.ts'

export interface SendTime {
  name: 'opening' | 'tomorrow' | 'nextOpenDay' | 'nextWeek'
  at: Date
}

/** The hours of one day of a calendar, the first one first; none when it is closed. */
export interface OpenDay {
  date: string
  hours: readonly (readonly [string, string])[]
}

/**
 * When a reply may well leave, by the hours of its channel: as we open again today, tomorrow or the first open day, the
 * week after. Never while we are closed.
 */
export function sendTimes(now: Date, days: readonly OpenDay[], timeZone: string): SendTime[] {
  const openings = days.flatMap(({ date, hours }) =>
    hours.map(([opens]) => ({ date, at: momentOf(date, opens, timeZone) })),
  )
  const today = dateAt(now, timeZone)
  const firstFrom = (from: string) => openings.find(({ date }) => date >= from)?.at
  const tomorrow = shifted(today, 1)
  const { weekday } = wallClockAt(now, timeZone)
  const monday = shifted(today, 8 - weekday)
  const choices: { name: SendTime['name']; at: Date | undefined }[] = [
    { name: 'opening', at: openings.find(({ date, at }) => date === today && at > now)?.at },
    { name: 'tomorrow', at: openings.find(({ date }) => date === tomorrow)?.at },
    { name: 'nextOpenDay', at: firstFrom(tomorrow) },
    { name: 'nextWeek', at: firstFrom(monday) },
  ]
  const known = choices.flatMap(({ name, at }) => (at ? [{ name, at }] : []))
  return known.filter(
    (choice, place) => known.findIndex(one => one.at.getTime() === choice.at.getTime()) === place,
  )
}

/** Monday to Friday from nine: where no calendar is known. */
export function officeDays(now: Date, timeZone: string): OpenDay[] {
  const today = dateAt(now, timeZone)
  return Array.from({ length: 14 }, (_, ahead) => {
    const date = shifted(today, ahead)
    const isWeekend = [0, 6].includes(new Date(`${date}T12:00:00Z`).getUTCDay())
    return { date, hours: isWeekend ? [] : [['09:00', '18:00'] as const] }
  })
}

function momentOf(date: string, time: string, timeZone: string): Date {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  const [hour, minute] = time.split(':').map(Number) as [number, number]
  return instantAt({ year, month, day, hour, minute }, timeZone)
}

function dateAt(at: Date, timeZone: string): string {
  const { year, month, day } = wallClockAt(at, timeZone)
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10)
}

const shifted = (date: string, days: number) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
