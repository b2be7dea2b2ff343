import { expect, test } from 'vitest'
import { fullestOf, type Hour, hoursToShow, peopleIn, shownTwice } from './hours.ts'

const spent = (minutes: number) => ({ minutes, people: minutes / 60 })
const anHour = (hour: number, available: number | null): Hour => ({
  from: new Date(Date.UTC(2026, 9, 24, 22 + hour)).toISOString(),
  to: new Date(Date.UTC(2026, 9, 24, 23 + hour)).toISOString(),
  states: available === null ? null : { available: spent(available), busy: spent(60), break: spent(30) },
})

test('EMP-6: what is hidden before and after is left out, what is hidden in between keeps its place', () => {
  const hours = [null, null, 300, null, 320, null].map((available, hour) => anHour(hour, available))
  expect(hoursToShow(hours)).toEqual(hours.slice(2, 5))
  expect(hoursToShow([anHour(0, null)])).toEqual([])
  expect(hoursToShow([])).toEqual([])
})

test('the fullest hour is the first of its kind, and none where nothing is shown', () => {
  const hours = [null, 240, 300, 300].map((available, hour) => anHour(hour, available))
  expect(fullestOf(hours)).toBe(hours[2])
  expect(fullestOf([anHour(0, 0)])).toEqual(anHour(0, 0))
  expect(fullestOf([anHour(0, null)])).toBeUndefined()
})

test('people of all states are there together', () => {
  expect(peopleIn(anHour(0, 300))).toBe(6.5)
  expect(peopleIn(anHour(0, null))).toBe(0)
})

test('the hour that comes twice when summer ends is told apart, and no other', () => {
  const clock = (at: string) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Paris', timeStyle: 'short' }).format(new Date(at))
  const day = Array.from({ length: 25 }, (_, hour) => anHour(hour, 300))
  expect([...shownTwice(day, clock)]).toEqual(['2026-10-25T00:00:00.000Z', '2026-10-25T01:00:00.000Z'])
  expect(shownTwice(day.slice(4), clock).size).toBe(0)
})
