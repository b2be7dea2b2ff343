import { expect, test } from 'vitest'
import { columnX, type Frame, labelStep, shareY } from './frame.ts'

const frame: Frame = { width: 140, height: 120, left: 20, right: 20, top: 10, bottom: 10 }

test('an axis goes from 0 to its top, whatever the figures', () => {
  expect([0, 0.5, 1].map(share => shareY(frame, share))).toEqual([110, 60, 10])
})

test('each column has the same width', () => {
  expect([0, 1, 2, 3].map(index => columnX(frame, 4, index))).toEqual([32.5, 57.5, 82.5, 107.5])
})

test('names are written far enough apart', () => {
  expect(labelStep(13, 1000, 60)).toBe(1)
  expect(labelStep(13, 300, 60)).toBe(3)
  expect(labelStep(0, 300, 60)).toBe(1)
})
