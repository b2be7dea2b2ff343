import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sensitiveIn } from './sensitive.ts'
import { isName, wordsIn } from './words.ts'

const kindsIn = (text: string) =>
  sensitiveIn(text).map(({ kind, start, end }) => [kind, text.slice(start, end)])

test.each([
  ['NIR 2 55 08 14 168 025 38 pour le dossier', [['social_security', '2 55 08 14 168 025 38']]],
  ['255081416802538', [['social_security', '255081416802538']]],
  ['née en Corse : 1 85 05 2A 006 084 35', [['social_security', '1 85 05 2A 006 084 35']]],
  ['255081416802539', []],
  ['IBAN FR76 3000 6000 0112 3456 7890 189.', [['iban', 'FR76 3000 6000 0112 3456 7890 189']]],
  ['FR76 3000 6000 0112 3456 7890 188', []],
  ['carte 4111 1111 1111 1111', [['card', '4111 1111 1111 1111']]],
  [
    'Elle est diabétique et enceinte',
    [
      ['health', 'diabétique'],
      ['health', 'enceinte'],
    ],
  ],
  ['Cliente musulmane', [['religion', 'musulmane']]],
  ['Quel abruti', [['insult', 'abruti']]],
  ['The customer is pregnant', [['health', 'pregnant']]],
  ['Commande 88213 en retard, appeler Christian au 06 12 34 56 78', []],
] as const)('DAT-7: in «%s» a note should not hold %j', (text, expected) => {
  expect(kindsIn(text)).toEqual(expected)
})

test('DAT-7: every social-security number with a true key is seen, with or without blanks', () => {
  const number = fc
    .record({
      sex: fc.constantFrom('1', '2'),
      year: fc.integer({ min: 0, max: 99 }),
      month: fc.integer({ min: 1, max: 12 }),
      place: fc.integer({ min: 1, max: 95 }).filter(place => place !== 20),
      rest: fc.integer({ min: 1, max: 999_999 }),
    })
    .map(({ sex, year, month, place, rest }) => {
      const two = (value: number) => String(value).padStart(2, '0')
      const body = `${sex}${two(year)}${two(month)}${two(place)}${String(rest).padStart(6, '0')}`
      return body + two(97 - Number(BigInt(body) % 97n))
    })
  fc.assert(
    fc.property(number, fc.boolean(), (digits, spaced) => {
      const shown = spaced
        ? digits.replace(/^(.)(..)(..)(..)(...)(...)(..)$/, '$1 $2 $3 $4 $5 $6 $7')
        : digits
      const text = `Voir ${shown}.`
      expect(sensitiveIn(text)).toContainEqual({ start: 5, end: 5 + shown.length, kind: 'social_security' })
    }),
  )
})

test('DAT-7: places are those of the text, whatever it is made of', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), before => {
      const text = `${before} diabète`
      const found = sensitiveIn(text).filter(({ kind }) => kind === 'health')
      for (const { start, end } of found) expect(text.slice(start, end)).toMatch(/^diab/)
    }),
  )
})

test.each([
  ['Le bouqet de Anna est à l’entrée.', ['Le', 'bouqet', 'de', 'est', 'l’entrée']],
  ['Voir www.maison.test ou anna@mail.test, MB-88213 et SAV\n> vieille citassion', ['Voir', 'ou', 'et']],
  ['{{contact.first_name}} peut-être', ['peut-être']],
])('E53: in «%s» the words to look up are %j', (text, words) => {
  expect(
    wordsIn(text)
      .filter(span => !isName(span))
      .map(({ word }) => word),
  ).toEqual(words)
})
