import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backupName, isDue, outOfTime } from './schedule.ts'

const day = 86_400_000
const nightly = (count: number, from = '2026-11-22T03:00:00Z') =>
  Array.from({ length: count }, (_, index) => backupName(new Date(Date.parse(from) - index * day)))

test('HST-1: the last seven days and the last four weeks stay', () => {
  const gone = outOfTime(nightly(40), { keepDays: 7, keepWeeks: 4 })
  const stays = nightly(40).filter(name => !gone.includes(name))
  // 22 November 2026 is a Sunday: the weeks before end on the 15th, the 8th and the 1st.
  expect(stays).toEqual(
    ['22', '21', '20', '19', '18', '17', '16', '15', '08', '01'].map(
      date => `boucle-2026-11-${date}T03-00-00.tar.zst`,
    ),
  )
})

test('HST-1: the newest is never taken away, nor a file that is not ours', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 0, max: 10 }),
      (days, keepDays, keepWeeks) => {
        const names = [...new Set(days.map(one => nightly(one + 1).at(-1)!))]
        const gone = outOfTime([...names, 'boucle.tar.zst', 'letters.zip'], { keepDays, keepWeeks })
        const newest = names.toSorted().at(-1)!
        return (
          !gone.includes(newest) &&
          gone.every(name => names.includes(name)) &&
          names.length - gone.length <= keepDays + keepWeeks
        )
      },
    ),
  )
})

test.each([
  ['2026-11-22T03:00:00Z', undefined, true],
  ['2026-11-22T03:00:00Z', '2026-11-21T03:00:00Z', true],
  ['2026-11-22T02:59:00Z', '2026-11-21T03:00:00Z', false],
  ['2026-11-22T14:00:00Z', '2026-11-22T03:00:10Z', false],
  ['2026-11-22T14:00:00Z', '2026-11-20T03:00:00Z', true],
])('HST-1: at %s, after one of %s, a backup at 3 is due: %s', (now, last, due) => {
  expect(isDue(new Date(now), last ? new Date(last) : undefined, 3)).toBe(due)
})
