import { expect, test } from 'vitest'
import { initials } from './initials.ts'

test.each([
  ['Anna Pereira', 'AP'],
  ['Jean-Luc de La Tour', 'JT'],
  ['inès roy', 'IR'],
  ['anna@mail.fr', 'A'],
  ['Élodie', 'É'],
  ['Marie O’Neil', 'MN'],
  ['', '?'],
  ['06 12 34 56 78', '?'],
])('%s is shown as %s', (name, letters) => {
  expect(initials(name)).toBe(letters)
})
