import fc from 'fast-check'
import { expect, test } from 'vitest'
import { daysBetween, monthsLater, reminderDue } from './due-dates.ts'

test.each([
  ['2027-01-31', 1, '2027-02-28'],
  ['2028-01-31', 1, '2028-02-29'],
  ['2026-01-31', 3, '2026-04-30'],
  ['2026-03-31', 1, '2026-04-30'],
  ['2026-12-15', 1, '2027-01-15'],
  ['2026-11-30', 3, '2027-02-28'],
])('DAT-3: %s and %i months is %s', (day, months, due) => {
  expect(monthsLater(day, months)).toBe(due)
})

test('DAT-3: a due date is never more than a month of the longest kind away, and never earlier than 28 days', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2020-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
      date => {
        const day = date.toISOString().slice(0, 10)
        const days = daysBetween(day, monthsLater(day, 1))
        return days >= 28 && days <= 31
      },
    ),
  )
})

test.each([
  [20, null, undefined],
  [15, null, 15],
  [14, 15, undefined],
  [7, 15, 7],
  [6, 7, undefined],
  [2, 7, 2],
  [0, 2, undefined],
  [-3, null, 2],
  [5, null, 7],
])('DAT-3: with %i days left and %s sent last, the reminder is %s', (daysLeft, sent, due) => {
  expect(reminderDue(daysLeft, sent)).toBe(due)
})
