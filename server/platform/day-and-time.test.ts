import { expect, test } from 'vitest'
import { dateAndTime, dayAndTime } from './day-and-time.ts'

test.each([
  ['2026-11-22T06:57:00Z', 'fr', '22 novembre 2026 à 7\u00a0h\u00a057'],
  ['2026-11-01T09:05:00Z', 'fr', '1er novembre 2026 à 10\u00a0h\u00a005'],
  ['2026-11-22T06:57:00Z', 'en', '22 November 2026 at 07:57'],
] as const)('a moment with its year, at %s in %s, is said "%s"', (at, language, said) => {
  expect(dateAndTime(new Date(at), language, 'Europe/Paris')).toBe(said)
  expect(dayAndTime(new Date(at), language, 'Europe/Paris')).toContain(said.split(' ').slice(-1)[0])
})
