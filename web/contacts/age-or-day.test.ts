import { expect, test } from 'vitest'
import { createFormat } from '../format.ts'
import { ageOrDay } from './age-or-day.ts'

test('what is recent has an age, what is older has a day', () => {
  const format = createFormat({ language: 'fr', timeZone: 'Europe/Paris' })
  const now = new Date('2026-11-21T12:00:00Z')
  expect(ageOrDay(format, '2026-11-21T07:00:00Z', now)).toBe(format.age('2026-11-21T07:00:00Z', now))
  expect(ageOrDay(format, '2026-07-01T09:00:00Z', now)).toBe('1er\u00a0juillet')
})
