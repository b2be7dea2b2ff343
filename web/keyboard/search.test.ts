import { expect, test } from 'vitest'
import { fold, score } from './search.ts'

const close = 'Clore et passer à la suivante Close and next terminer finish'

test.each([
  ['clore', true],
  ['close', true],
  ['CLO', true],
  ['suivante clore', true],
  ['passer a la', true],
  ['lor', true],
  ['or', false],
  ['pivoine', false],
  ['clore pivoine', false],
])('"%s" finds "Clore": %s', (query, found) => {
  expect(score(query, close) > 0).toBe(found)
})

test('accents and ligatures do not matter', () => {
  expect(fold('Étiqueter l’œuvre')).toBe('etiqueter l oeuvre')
  expect(score('etiq', 'Étiqueter')).toBeGreaterThan(0)
})

test('a whole word counts more than a beginning, a beginning more than a middle', () => {
  expect(score('note', 'note')).toBeGreaterThan(score('note', 'notes'))
  expect(score('note', 'notes')).toBeGreaterThan(score('note', 'annotes'))
})
