import { expect, test } from 'vitest'
import { moved, newPositions } from './move.ts'

test.each([
  [1, -1, ['b', 'a', 'c']],
  [1, 1, ['a', 'c', 'b']],
  [0, -1, ['a', 'b', 'c']],
  [2, 1, ['a', 'b', 'c']],
] as const)('the thing at place %i moved by %i gives %j', (index, step, list) => {
  expect(moved(['a', 'b', 'c'], index, step)).toEqual(list)
})

test('only things whose place is not their position are written again', () => {
  const things = [
    { id: 'b', position: 1 },
    { id: 'a', position: 0 },
    { id: 'c', position: 2 },
  ]
  expect(newPositions(things)).toEqual([
    { id: 'b', position: 0 },
    { id: 'a', position: 1 },
  ])
})

test('things that never had an order, all at 0, get one at the first move', () => {
  const things = [
    { id: 'a', position: 0 },
    { id: 'b', position: 0 },
    { id: 'c', position: 0 },
  ]
  expect(newPositions(things)).toEqual([
    { id: 'b', position: 1 },
    { id: 'c', position: 2 },
  ])
})
