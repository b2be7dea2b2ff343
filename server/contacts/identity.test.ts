import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { identityKinds } from '#contract/contacts.ts'
import { maskIdentity, normaliseIdentity } from './identity.ts'

const mail = (text: string) => normaliseIdentity('email', text, 'FR')?.value
const phone = (text: string, country = 'FR') => normaliseIdentity('phone', text, country)?.value

describe('mail addresses', () => {
  test.each([
    ['  Anna.Pereira@Exemple.FR ', 'anna.pereira@exemple.fr'],
    ['anna+fleurs@exemple.fr', 'anna+fleurs@exemple.fr'],
    ['<anna@exemple.fr>', 'anna@exemple.fr'],
    ['mailto:anna@exemple.fr', 'anna@exemple.fr'],
    ['anna@exemple.fr.', 'anna@exemple.fr'],
    ['contact@bücher.example', 'contact@xn--bcher-kva.example'],
    ['contact@xn--bcher-kva.example', 'contact@xn--bcher-kva.example'],
    ['Éloïse@exemple.fr', 'éloïse@exemple.fr'],
    ['E\u0301loi\u0308se@exemple.fr', 'éloïse@exemple.fr'],
    ["o'neil@exemple.fr", "o'neil@exemple.fr"],
    ['"deux mots"@exemple.fr', '"deux mots"@exemple.fr'],
  ])('%j is compared as %j', (text, value) => {
    expect(mail(text)).toBe(value)
  })

  test.each(['anna', 'anna@', '@exemple.fr', 'anna@exemple', 'an na@exemple.fr', 'a,b@exemple.fr', ''])(
    '%j is no address',
    text => {
      expect(mail(text)).toBeUndefined()
    },
  )

  test('an address is shown as it was written', () => {
    expect(normaliseIdentity('email', ' Anna@Exemple.fr ', 'FR')?.shown).toBe('Anna@Exemple.fr')
  })
})

describe('phone numbers', () => {
  test.each([
    ['06 12 34 56 78', '+33612345678'],
    ['06.12.34.56.78', '+33612345678'],
    ['+33 (0)6 12 34 56 78', '+33612345678'],
    ['0033612345678', '+33612345678'],
    ['tel:+33612345678', '+33612345678'],
    ['01 42 68 53 00 poste 12', '+33142685300'],
    ['+44 20 7946 0958', '+442079460958'],
    ['0612345678', '+33612345678'],
  ])('%j from France is %j', (text, value) => {
    expect(phone(text)).toBe(value)
  })

  // Guadeloupe, Martinique, Guyane, La Réunion, Mayotte, Saint-Pierre-et-Miquelon.
  test.each([
    ['0590 82 12 34', '+590590821234'],
    ['0690 30 12 34', '+590690301234'],
    ['0596 60 12 34', '+596596601234'],
    ['0696 30 12 34', '+596696301234'],
    ['0594 30 12 34', '+594594301234'],
    ['0694 20 12 34', '+594694201234'],
    ['0262 41 23 45', '+262262412345'],
    ['0692 12 34 56', '+262692123456'],
    ['0269 61 12 34', '+262269611234'],
    ['0639 69 12 34', '+262639691234'],
    ['0508 41 12 34', '+508411234'],
    ['+33 262 41 23 45', '+262262412345'],
    ['+262 0262 41 23 45', '+262262412345'],
    ['+262 262 41 23 45', '+262262412345'],
    ['+687 26 12 34', '+687261234'],
  ])('%j, dialled from the mainland, is the overseas number %j', (text, value) => {
    expect(phone(text)).toBe(value)
  })

  test('a number reads the same from overseas as from the mainland', () => {
    for (const country of ['FR', 'RE', 'GP', 'MQ', 'GF', 'YT']) {
      expect(phone('0262 41 23 45', country)).toBe('+262262412345')
      expect(phone('06 12 34 56 78', country)).toBe('+33612345678')
    }
  })

  test('the numbers reserved for fiction stay metropolitan', () => {
    expect(phone('06 39 98 12 34')).toBe('+33639981234')
    expect(phone('+33639981234')).toBe('+33639981234')
  })

  test('a national number is read with the dialling of the workspace', () => {
    expect(phone('020 7946 0958', 'GB')).toBe('+442079460958')
    expect(phone('(212) 555-0123', 'US')).toBe('+12125550123')
  })

  test('bare international digits, as WhatsApp sends them, are the same number', () => {
    expect(normaliseIdentity('whatsapp', '33612345678', 'FR')?.value).toBe('+33612345678')
    expect(normaliseIdentity('whatsapp', '262692123456', 'FR')?.value).toBe('+262692123456')
    expect(normaliseIdentity('whatsapp', '06 12 34 56 78', 'FR')?.value).toBe('+33612345678')
  })

  test.each(['3949', '+840000000000', '12', 'anna', '', '+33 1', '+999 12 34 56 78'])(
    '%j is no number',
    text => {
      expect(phone(text)).toBeUndefined()
    },
  )
})

test('what is compared does not change when it is normalised again', () => {
  const digits = fc.array(fc.constantFrom(...'0123456789'), { minLength: 6, maxLength: 14 })
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.emailAddress(),
    digits.map(list => list.join('')),
    digits.map(list => `0${list.join('')}`),
    digits.map(list => `+${list.join(' ')}`),
    fc
      .constantFrom('+33', '+262', '+590', '0262', '0639')
      .chain(start => digits.map(list => start + list.join(''))),
  )
  fc.assert(
    fc.property(
      text,
      fc.constantFrom(...identityKinds),
      fc.constantFrom('FR', 'RE', 'GB'),
      (given, kind, country) => {
        const once = normaliseIdentity(kind, given, country)
        if (!once) return
        expect(normaliseIdentity(kind, once.value, country)?.value).toBe(once.value)
        expect(once.value).toBe(once.value.trim())
      },
    ),
    { numRuns: 2000 },
  )
})

test('a masked number keeps its last two digits, a masked address nothing', () => {
  expect(maskIdentity('phone', '+33612345678')).toBe('•••• 78')
  expect(maskIdentity('email', 'anna@exemple.fr')).toBe('••••')
})

test('a visit to a chat is shown by its end, as its visitor is named; compared, it is whole', () => {
  const id = '0190a0a0-0000-7000-8000-00000000c3f2'
  expect(normaliseIdentity('visitor', id, 'FR')).toEqual({ value: id, shown: 'Chat C3F2' })
})
