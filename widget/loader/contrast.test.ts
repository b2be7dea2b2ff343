import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inkOn } from './contrast.ts'

test.each([
  ['#0b5c73', '#fff'],
  ['#f2b33d', '#111'],
  ['#ffffff', '#111'],
  ['#000000', '#fff'],
])('on %s one writes in %s', (colour, ink) => {
  expect(inkOn(colour)).toBe(ink)
})

test('ACC-1: on any colour the ink reads at 4.2:1 at least', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), number => {
      const colour = `#${number.toString(16).padStart(6, '0')}`
      const [one, other] = [luminance(colour), luminance(inkOn(colour) === '#fff' ? '#ffffff' : '#111111')]
      const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
      expect(ratio).toBeGreaterThan(4.2)
    }),
  )
})

function luminance(colour: string): number {
  const parts = [1, 3, 5].map(place => {
    const value = Number.parseInt(colour.slice(place, place + 2), 16) / 255
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * parts[0]! + 0.7152 * parts[1]! + 0.0722 * parts[2]!
}
