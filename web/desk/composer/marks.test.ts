import fc from 'fast-check'
import { expect, test } from 'vitest'
import { markAt, marksIn, pieces } from './marks.ts'

const check = {
  isComplete: true,
  text: 'Le bouqet de la livraizon',
  misspelt: [
    { start: 3, end: 9, suggestions: ['bouquet'] },
    { start: 16, end: 25, suggestions: ['livraison'] },
  ],
  sensitive: [],
}

test('E53: marks follow their words while one goes on writing, and a word that is being changed has none', () => {
  expect(marksIn(check, check.text).map(({ word }) => word)).toEqual(['bouqet', 'livraizon'])
  expect(marksIn(check, `${check.text} arrive`).map(({ word }) => word)).toEqual(['bouqet'])
  expect(marksIn(check, 'Bonjour. Le bouqet de la livraizon').map(({ word }) => word)).toEqual([
    'bouqet',
    'livraizon',
  ])
  expect(marksIn(check, 'Le bouquet de la livraizon').map(({ word }) => word)).toEqual(['livraizon'])
})

test('the mark under the caret is the one spoken of, the first otherwise', () => {
  const marks = marksIn(check, check.text)
  expect(markAt(marks, 20)?.word).toBe('livraizon')
  expect(markAt(marks, 0)?.word).toBe('bouqet')
  expect(markAt([], 0)).toBeUndefined()
})

test('whatever is written, a mark never names another word than the one it was found on, and nothing is lost in drawing', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(25), fc.nat(25), (typed, from, to) => {
      const now = check.text.slice(0, Math.min(from, to)) + typed + check.text.slice(Math.max(from, to))
      const marks = marksIn(check, now)
      for (const mark of marks) expect(['bouqet', 'livraizon']).toContain(mark.word)
      expect(
        pieces(now, marks)
          .map(({ text }) => text)
          .join(''),
      ).toBe(now)
    }),
  )
})
