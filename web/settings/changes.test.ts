import { expect, test } from 'vitest'
import { changedFields, only, same } from './changes.ts'

const saved = {
  name: 'Livraisons',
  positions: 12,
  memberIds: ['a', 'b'],
  hours: { mon: [['09:00', '18:00']] },
}

test('nothing has changed in a copy', () => {
  expect(changedFields(saved, structuredClone(saved))).toEqual([])
})

test('a field changed inside counts once, and a field changed back not at all', () => {
  expect(changedFields(saved, { ...saved, hours: { mon: [['09:00', '17:00']] } })).toEqual(['hours'])
  expect(changedFields(saved, { ...saved, memberIds: ['b', 'a'], positions: 13 })).toEqual([
    'positions',
    'memberIds',
  ])
  expect(changedFields(saved, { ...saved, name: 'Livraison'.concat('s') })).toEqual([])
})

test('an update holds the changed fields and no other', () => {
  expect(only({ ...saved, positions: 13 }, ['positions'])).toEqual({ positions: 13 })
  expect(only(saved, [])).toEqual({})
})

test('an empty field is not a zero', () => {
  expect(same('', 0)).toBe(false)
  expect(same(null, undefined)).toBe(false)
})
