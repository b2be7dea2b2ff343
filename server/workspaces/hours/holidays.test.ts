import { expect, test } from 'vitest'
import { holidayRegions } from '#contract/workspaces.ts'
import { createTranslate } from '#server/platform/i18n.ts'
import { easterSunday, type HolidayRegion, holidaysOf } from './holidays.ts'

const own = (region: HolidayRegion, year: number) => {
  const national = holidaysOf('FR', year)
  return [...holidaysOf(region, year)].filter(([day]) => !national.has(day))
}

test('Easter falls where the published tables say', () => {
  const known = [
    ['1818', '1818-03-22'], // the earliest there is
    ['1943', '1943-04-25'], // the latest there is
    ['1981', '1981-04-19'],
    ['2000', '2000-04-23'],
    ['2008', '2008-03-23'],
    ['2019', '2019-04-21'],
    ['2024', '2024-03-31'],
    ['2025', '2025-04-20'],
    ['2026', '2026-04-05'],
    ['2027', '2027-03-28'],
    ['2038', '2038-04-25'],
  ] as const
  for (const [year, day] of known) expect(easterSunday(Number(year)), year).toBe(day)
})

test('E46: the eleven national days of 2026', () => {
  expect([...holidaysOf('FR', 2026)].sort()).toEqual([
    ['2026-01-01', 'new_year'],
    ['2026-04-06', 'easter_monday'],
    ['2026-05-01', 'labour_day'],
    ['2026-05-08', 'victory_1945'],
    ['2026-05-14', 'ascension'],
    ['2026-05-25', 'whit_monday'],
    ['2026-07-14', 'national_day'],
    ['2026-08-15', 'assumption'],
    ['2026-11-01', 'all_saints'],
    ['2026-11-11', 'armistice_1918'],
    ['2026-12-25', 'christmas'],
  ])
})

test('each region adds its own days to the national ones', () => {
  expect(own('FR-ALSACE-MOSELLE', 2026)).toEqual([
    ['2026-04-03', 'good_friday'],
    ['2026-12-26', 'saint_stephen'],
  ])
  const endOfSlavery = (day: string) => [[day, 'end_of_slavery']]
  expect(own('FR-YT', 2026)).toEqual(endOfSlavery('2026-04-27'))
  expect(own('FR-MQ', 2026)).toEqual(endOfSlavery('2026-05-22'))
  expect(own('FR-GP', 2026)).toEqual(endOfSlavery('2026-05-27'))
  expect(own('FR-MF', 2026)).toEqual(endOfSlavery('2026-05-28'))
  expect(own('FR-GF', 2026)).toEqual(endOfSlavery('2026-06-10'))
  expect(own('FR-BL', 2026)).toEqual(endOfSlavery('2026-10-09'))
  expect(own('FR-RE', 2026)).toEqual(endOfSlavery('2026-12-20'))
  expect(own('FR-PM', 2026)).toEqual([])
  expect(own('FR-NC', 2026)).toEqual([['2026-09-24', 'citizenship_day']])
  expect(own('FR-PF', 2026)).toEqual([
    ['2026-03-05', 'gospel_day'],
    ['2026-04-03', 'good_friday'],
    ['2026-11-20', 'matarii'],
  ])
  expect(own('FR-WF', 2026)).toEqual([
    ['2026-04-28', 'saint_peter_chanel'],
    ['2026-06-29', 'saints_peter_and_paul'],
    ['2026-07-29', 'territory_day'],
  ])
})

test('a day that the law has moved keeps its old place in the past', () => {
  expect(own('FR-MF', 2017)).toEqual([['2017-05-27', 'end_of_slavery']])
  expect(own('FR-PF', 2025).map(([day]) => day)).toEqual(['2025-03-05', '2025-04-18', '2025-06-29'])
})

test('two holidays on one day are one closed day', () => {
  // Ascension Day and Labour Day met in 2008.
  expect(holidaysOf('FR', 2008).size).toBe(10)
  expect(holidaysOf('FR', 2008).get('2008-05-01')).toBe('labour_day')
})

test('a calendar without holidays has none', () => {
  expect(holidaysOf('none', 2026).size).toBe(0)
})

test('every holiday has its name in both languages', () => {
  const t = createTranslate()
  for (const region of holidayRegions) {
    for (const year of [2017, 2026]) {
      for (const name of holidaysOf(region, year).values()) {
        for (const language of ['fr', 'en'] as const) {
          const key = `calendar:holiday.${name}`
          expect(t(language, key), name).not.toContain(name)
        }
      }
    }
  }
})
