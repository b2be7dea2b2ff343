import { expect, test } from 'vitest'
import { readDue } from './due.ts'

const now = new Date('2026-03-18T09:00:00Z')

test.each([
  [null, { kind: 'none' }],
  ['2026-03-18T08:48:00Z', { kind: 'late', secondsLate: 720 }],
  ['2026-03-18T09:14:00Z', { kind: 'soon', secondsLeft: 840 }],
  ['2026-03-18T10:00:00Z', { kind: 'soon', secondsLeft: 3600 }],
  ['2026-03-18T10:00:01Z', { kind: 'fine', secondsLeft: 3601 }],
  ['2026-03-18T09:00:00Z', { kind: 'soon', secondsLeft: 0 }],
])('a promise that ends at %s is %j', (dueAt, due) => {
  expect(readDue(dueAt, now)).toEqual(due)
})
