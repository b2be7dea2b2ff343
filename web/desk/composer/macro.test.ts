import { expect, test } from 'vitest'
import { afterwardsOf, labelsOf } from './macro.ts'

const nothing = { reasonId: null, addTags: [], teamId: null, afterwards: null, snoozeHours: null }

test('a macro changes only what is not so already', () => {
  const before = { reasonId: 'r1', tags: ['photo'], team: { id: 't1' } }
  expect(labelsOf(nothing, before)).toBeUndefined()
  expect(labelsOf({ ...nothing, reasonId: 'r1', addTags: ['photo'], teamId: 't1' }, before)).toBeUndefined()
  const change = labelsOf({ ...nothing, reasonId: 'r2', addTags: ['photo', 'retard'], teamId: 't2' }, before)
  expect(change).toEqual({ reasonId: 'r2', tags: ['photo', 'retard'], teamId: 't2' })
})

test.each([
  [undefined, null, 'wait'],
  [undefined, 'close', 'close'],
  [undefined, 'stay', 'stay'],
  // It waits, and is put aside once it has left.
  [undefined, 'snooze', 'wait'],
  ['stay', 'close', 'stay'],
] as const)('sent by «%s» with a macro that wants «%s», it goes on as %s', (chosen, afterwards, expected) => {
  expect(afterwardsOf(chosen, { ...nothing, afterwards })).toBe(expected)
})
