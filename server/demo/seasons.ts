import { DateTime } from 'luxon'

/** The feasts that make a florist's year. */
export type Feast =
  | 'valentine'
  | 'grandmothers'
  | 'easter'
  | 'may_day'
  | 'mothers'
  | 'all_saints'
  | 'christmas'

export type Season = 'winter' | 'spring' | 'summer' | 'autumn'

/** One day of the shop's year, in its own time zone. */
export type DemoDay = {
  /** Days before now's day: 0 is today, negative is to come. */
  ago: number
  /** The first millisecond of the day in Paris. */
  startMs: number
  year: number
  month: number
  day: number
  /** 1 is Monday. */
  weekday: number
  /** How many people write, against an ordinary weekday. */
  demand: number
  /** The feast people are writing about, from two weeks before to four days after. */
  feast?: Feast
  /** Days to that feast; negative once it has passed. */
  daysToFeast: number
  season: Season
}

export const timeZone = 'Europe/Paris'

/** Lists the days from `count` days ago to `ahead` days from now, with what each is worth to a florist. */
export function yearOfDays(now: Date, count: number, ahead: number): DemoDay[] {
  const today = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day')
  const feasts = [today.year - 1, today.year, today.year + 1].flatMap(feastsOf)
  const days: DemoDay[] = []
  for (let ago = count; ago >= -ahead; ago--) days.push(describe(today.minus({ days: ago }), ago, feasts))
  return days
}

type FeastDay = { feast: Feast; date: DateTime; pull: number; before: number; after: number }

function feastsOf(year: number): FeastDay[] {
  const easter = easterSunday(year)
  const lastSundayOfMay = previousSunday(DateTime.fromObject({ year, month: 5, day: 31 }, { zone: timeZone }))
  // When Pentecost falls on that Sunday, the French mothers' day moves to the first Sunday of June.
  const pentecost = easter.plus({ days: 49 })
  const mothers = lastSundayOfMay.hasSame(pentecost, 'day')
    ? lastSundayOfMay.plus({ weeks: 1 })
    : lastSundayOfMay
  const on = (month: number, day: number) => DateTime.fromObject({ year, month, day }, { zone: timeZone })
  const firstSundayOfMarch = previousSunday(on(3, 7))
  return [
    { feast: 'valentine', date: on(2, 14), pull: 3.4, before: 8, after: 4 },
    { feast: 'grandmothers', date: firstSundayOfMarch, pull: 1.3, before: 6, after: 3 },
    { feast: 'easter', date: easter, pull: 0.5, before: 6, after: 3 },
    { feast: 'may_day', date: on(5, 1), pull: 1, before: 4, after: 2 },
    { feast: 'mothers', date: mothers, pull: 3.1, before: 9, after: 4 },
    { feast: 'all_saints', date: on(11, 1), pull: 1.6, before: 9, after: 3 },
    { feast: 'christmas', date: on(12, 24), pull: 1.8, before: 12, after: 5 },
  ]
}

function previousSunday(date: DateTime): DateTime {
  return date.minus({ days: date.weekday % 7 })
}

/** Easter Sunday of a year, by the anonymous Gregorian rule. */
function easterSunday(year: number): DateTime {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  return DateTime.fromObject({ year, month: Math.floor(f / 31), day: (f % 31) + 1 }, { zone: timeZone })
}

// Monday carries the weekend's orders and letdowns; few people write on Sunday.
const weekdayDemand = [1.3, 1.08, 1, 1.02, 1.12, 0.78, 0.6]

function describe(date: DateTime, ago: number, feasts: FeastDay[]): DemoDay {
  const near = feasts
    .map(each => ({ ...each, inDays: Math.round(each.date.diff(date, 'days').days) }))
    .filter(each => each.inDays <= 14 && each.inDays >= -4)
    .sort((one, other) => Math.abs(one.inDays) - Math.abs(other.inDays))[0]
  const swell = near ? pullOn(near, near.inDays) : 0
  const holiday = date.month === 8 ? 0.72 : date.month === 7 ? 0.86 : 1
  const growth = 1 + (0.16 * (365 - ago)) / 365
  return {
    ago,
    startMs: date.toMillis(),
    year: date.year,
    month: date.month,
    day: date.day,
    weekday: date.weekday,
    demand: weekdayDemand[date.weekday - 1]! * holiday * growth * (1 + swell),
    ...(near ? { feast: near.feast } : {}),
    daysToFeast: near?.inDays ?? 99,
    season:
      date.month <= 2 || date.month === 12
        ? 'winter'
        : date.month <= 5
          ? 'spring'
          : date.month <= 8
            ? 'summer'
            : 'autumn',
  }
}

// Demand climbs towards the feast, is highest the day after (what went wrong), then falls away.
function pullOn(feast: FeastDay, inDays: number): number {
  if (inDays > 0) return inDays > feast.before ? 0 : feast.pull * (1 - inDays / (feast.before + 1)) ** 1.5
  return -inDays > feast.after ? 0 : feast.pull * (1 - Math.abs(inDays + 1) / (feast.after + 1))
}

const monthsFr = [
  'janvier',
  'février',
  'mars',
  'avril',
  'mai',
  'juin',
  'juillet',
  'août',
  'septembre',
  'octobre',
  'novembre',
  'décembre',
]
const weekdaysFr = ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche']
const monthsEn = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const weekdaysEn = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** A date as people write it: "samedi 14 février", "Saturday 14 February". */
export function longDate(
  day: { day: number; month: number; weekday: number },
  language: 'fr' | 'en',
): string {
  if (language === 'en') return `${weekdaysEn[day.weekday - 1]} ${day.day} ${monthsEn[day.month - 1]}`
  return `${weekdaysFr[day.weekday - 1]} ${day.day === 1 ? '1er' : day.day} ${monthsFr[day.month - 1]}`
}

/** The name of the weekday alone. */
export function weekdayName(weekday: number, language: 'fr' | 'en'): string {
  return (language === 'fr' ? weekdaysFr : weekdaysEn)[weekday - 1]!
}

/** A date without its weekday: "14 février", "14 February". */
export function shortDate(day: { day: number; month: number }, language: 'fr' | 'en'): string {
  if (language === 'en') return `${day.day} ${monthsEn[day.month - 1]}`
  return `${day.day === 1 ? '1er' : day.day} ${monthsFr[day.month - 1]}`
}

export type DayLabel = { year: number; month: number; day: number; weekday: number }

/** The same calendar day some days later or earlier. */
export function shift(day: { year: number; month: number; day: number }, days: number): DayLabel {
  const date = new Date(Date.UTC(day.year, day.month - 1, day.day + days))
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay() || 7,
  }
}
