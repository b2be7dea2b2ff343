import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanName, isPlaceholder } from './names.ts'

test.each([
  ['  Anna \n Pereira ', 'Anna Pereira'],
  ['"Pereira, Anna"', 'Pereira, Anna'],
  ["'Anna'", 'Anna'],
  ["L'Hay", "L'Hay"],
  ['Anna\u0000', 'Anna'],
  ['\u202eanna\u202c', 'anna'],
  ['Anna 4111 1111 1111 1111', 'Anna •••• 1111'],
  ['', ''],
])('%j becomes %j', (text, name) => {
  expect(cleanName(text)).toBe(name)
})

test('a clean name is one line of 300 characters at most', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constant('é'.repeat(301))),
      text => {
        const name = cleanName(text)
        expect([...name].length).toBeLessThanOrEqual(300)
        expect(name).not.toMatch(/\p{Cc}/u)
      },
    ),
  )
})

test.each([
  ['', true],
  ['anna@exemple.fr', true],
  ['+33612345678', true],
  ['06 12 34 56 78', true],
  ['Anna', false],
  ['李小龙', false],
  ['Anna 2', false],
])('%j stands in for a name: %s', (name, stands) => {
  expect(isPlaceholder(name)).toBe(stands)
})
