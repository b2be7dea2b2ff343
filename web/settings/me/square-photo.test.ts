import { expect, test } from 'vitest'
import { middleSquare } from './square-photo.ts'

test.each([
  [400, 400, { x: 0, y: 0, size: 400 }],
  [4000, 3000, { x: 500, y: 0, size: 3000 }],
  [3000, 4001, { x: 0, y: 501, size: 3000 }],
])('the middle square of %i × %i is %j', (width, height, square) => {
  expect(middleSquare(width, height)).toEqual(square)
})
