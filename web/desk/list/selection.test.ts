import { expect, test } from 'vitest'
import { extend, toggle } from './selection.ts'

const order = ['a', 'b', 'c', 'd']

test('a row is chosen and let go', () => {
  expect([...toggle(new Set(['a']), 'b')]).toEqual(['a', 'b'])
  expect([...toggle(new Set(['a']), 'a')]).toEqual([])
})

test('a choice extends in both directions and keeps what was chosen', () => {
  expect([...extend(new Set(['d']), order, 'c', 'a')].sort()).toEqual(['a', 'b', 'c', 'd'])
  expect([...extend(new Set(), order, 'gone', 'b')]).toEqual(['b'])
})
