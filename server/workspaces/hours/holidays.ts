import type { holidayRegions } from '#contract/workspaces.ts'

export type HolidayRegion = (typeof holidayRegions)[number]

export type HolidayName = keyof typeof names

/** Keys of the sentences `calendar:holiday.…` in both languages. */
const names = {
  new_year: true,
  good_friday: true,
  easter_monday: true,
  labour_day: true,
  victory_1945: true,
  ascension: true,
  whit_monday: true,
  national_day: true,
  assumption: true,
  all_saints: true,
  armistice_1918: true,
  christmas: true,
  saint_stephen: true,
  end_of_slavery: true,
  gospel_day: true,
  autonomy_day: true,
  matarii: true,
  citizenship_day: true,
  saint_peter_chanel: true,
  saints_peter_and_paul: true,
  territory_day: true,
}

/** A fixed day, or a number of days after Easter Sunday; in force between two years when the law has changed. */
interface Rule {
  name: HolidayName
  on: { month: number; day: number } | { afterEaster: number }
  firstYear?: number
  lastYear?: number
}

const fixed = (name: HolidayName, month: number, day: number, years: Partial<Rule> = {}): Rule => ({
  name,
  on: { month, day },
  ...years,
})
const moving = (name: HolidayName, afterEaster: number): Rule => ({ name, on: { afterEaster } })

/** Code du travail, art. L3133-1: the eleven public holidays of the whole country. */
const national: Rule[] = [
  fixed('new_year', 1, 1),
  moving('easter_monday', 1),
  fixed('labour_day', 5, 1),
  fixed('victory_1945', 5, 8),
  moving('ascension', 39),
  moving('whit_monday', 50),
  fixed('national_day', 7, 14),
  fixed('assumption', 8, 15),
  fixed('all_saints', 11, 1),
  fixed('armistice_1918', 11, 11),
  fixed('christmas', 12, 25),
]

/**
 * What each region adds. Collectivities with a labour law of their own (Polynesia, New Caledonia, Wallis and Futuna)
 * keep the eleven national days too.
 */
const added: Record<Exclude<HolidayRegion, 'none'>, Rule[]> = {
  FR: [],
  // Code du travail, art. L3134-13. The law reserves Good Friday to towns with a Protestant or a shared church; in
  // practice shops and offices of the three départements close everywhere. An exception reopens that day.
  'FR-ALSACE-MOSELLE': [moving('good_friday', -2), fixed('saint_stephen', 12, 26)],
  // Code du travail, art. L3422-2, after loi 83-550 and décret 83-1003: the end of slavery, each on its own day.
  'FR-YT': [fixed('end_of_slavery', 4, 27)],
  'FR-MQ': [fixed('end_of_slavery', 5, 22)],
  'FR-GP': [fixed('end_of_slavery', 5, 27)],
  'FR-GF': [fixed('end_of_slavery', 6, 10)],
  'FR-BL': [fixed('end_of_slavery', 10, 9)],
  'FR-RE': [fixed('end_of_slavery', 12, 20)],
  // The same article named 27 May for Saint-Martin; its council chose 28 May, kept since 2018 (loi 2017-256).
  'FR-MF': [
    fixed('end_of_slavery', 5, 27, { lastYear: 2017 }),
    fixed('end_of_slavery', 5, 28, { firstYear: 2018 }),
  ],
  // No day of its own: art. L3422-2 does not name it.
  'FR-PM': [],
  // Code du travail de la Polynésie française; the loi du pays voted on 6 May 2025 puts Matari’i i ni’a (20 November)
  // in the place of Autonomy Day (29 June) from 2026.
  'FR-PF': [
    fixed('gospel_day', 3, 5),
    moving('good_friday', -2),
    fixed('autonomy_day', 6, 29, { lastYear: 2025 }),
    fixed('matarii', 11, 20, { firstYear: 2026 }),
  ],
  // Accord interprofessionnel territorial, art. 74: the day of the Nouméa accord’s citizenship.
  'FR-NC': [fixed('citizenship_day', 9, 24)],
  // Yearly order of the Administration supérieure.
  'FR-WF': [
    fixed('saint_peter_chanel', 4, 28),
    fixed('saints_peter_and_paul', 6, 29),
    fixed('territory_day', 7, 29),
  ],
}

/** The public holidays of a region in a year, by day (`2026-05-14`); when two fall together the national one names it. */
export function holidaysOf(region: HolidayRegion, year: number): Map<string, HolidayName> {
  const found = new Map<string, HolidayName>()
  if (region === 'none') return found
  for (const rule of [...national, ...added[region]]) {
    if (year < (rule.firstYear ?? year) || year > (rule.lastYear ?? year)) continue
    const day = dayOf(rule, year)
    if (!found.has(day)) found.set(day, rule.name)
  }
  return found
}

/** Easter Sunday in the Gregorian calendar, by the anonymous algorithm of 1876 (Meeus, Astronomical Algorithms, ch. 8). */
export function easterSunday(year: number): string {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = Math.floor(b / 4)
  const e = b % 4
  const f = Math.floor((b + 8) / 25)
  const g = Math.floor((b - f + 1) / 3)
  const h = (19 * a + b - d - g + 15) % 30
  const i = Math.floor(c / 4)
  const k = c % 4
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const n = h + l - 7 * m + 114
  return written(Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1))
}

function dayOf({ on }: Rule, year: number): string {
  if ('month' in on) return written(Date.UTC(year, on.month - 1, on.day))
  return written(Date.parse(easterSunday(year)) + on.afterEaster * 86_400_000)
}

const written = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 10)
