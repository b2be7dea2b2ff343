import { expect, test } from 'vitest'
import { patternOfTitled, surnameIn } from './names.ts'

test.each([
  ['Anna Pereira', 'Pereira'],
  ['DURAND Paul', 'DURAND'],
  ['Paul DURAND', 'DURAND'],
  ['Anna de la Tour', 'de la Tour'],
  ['Jean Paul Martin', 'Martin'],
  ['Mme Durand', undefined],
  ['M. Paul Durand', 'Durand'],
  ['anna', undefined],
  ['anna@mail.test Pereira', undefined],
  ['Service des retours et des litiges', undefined],
  ['', undefined],
])('the surname in «%s» is %s', (name, surname) => {
  expect(surnameIn(name)).toBe(surname)
})

test('a pattern of titles minds capitals, whatever the operator says', () => {
  expect(patternOfTitled(['Petit'])).toMatch(/^\(\?c\)/)
})
