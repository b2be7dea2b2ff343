import { expect, test } from 'vitest'
import { officeHours } from '../hours/calendars.ts'
import { isDigestDue } from './digest-time.ts'

// Monday to Friday, nine to six, in Paris.
const calendar = officeHours('Europe/Paris')

test.each([
  ['never', undefined, '2026-03-10T10:00:00Z', false],
  ['daily', undefined, '2026-03-10T10:00:00Z', true],
  ['daily', '2026-03-09T08:05:00Z', '2026-03-10T07:59:00Z', false], // 8:59, still closed
  ['daily', '2026-03-09T08:05:00Z', '2026-03-10T08:00:00Z', true],
  ['daily', '2026-03-10T08:00:00Z', '2026-03-10T16:00:00Z', false],
  ['daily', '2026-03-13T08:00:00Z', '2026-03-15T10:00:00Z', false], // a Sunday
  ['hourly', '2026-03-10T08:00:00Z', '2026-03-10T08:59:00Z', false],
  ['hourly', '2026-03-10T08:00:00Z', '2026-03-10T09:00:00Z', true],
  ['hourly', '2026-03-10T16:30:00Z', '2026-03-10T20:00:00Z', false],
] as const)('%s, last at %s: at %s a digest is due: %s', (rhythm, last, now, due) => {
  expect(isDigestDue(rhythm, last && new Date(last), new Date(now), calendar)).toBe(due)
})
