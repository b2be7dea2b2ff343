import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskCards, maskCardsInHtml } from './card-masking.ts'

describe('REC-5: a card number is never kept', () => {
  test.each([
    ['4111 1111 1111 1111', '•••• 1111'],
    ['Ma carte est la 4111111111111111, merci.', 'Ma carte est la •••• 1111, merci.'],
    ['4111-1111-1111-1111', '•••• 1111'],
    ['4111.1111.1111.1111', '•••• 1111'],
    ['4111\u00a01111\u00a01111\u00a01111', '•••• 1111'],
    ['4111\u202f1111\u202f1111\u202f1111', '•••• 1111'],
    ['4111\u200b1111\u200b1111\u200b1111', '•••• 1111'],
    ['4111 \u2013 1111 \u2013 1111 \u2013 1111', '•••• 1111'],
    ['4111  1111  1111  1111', '•••• 1111'],
    ['4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1', '•••• 1111'],
    ['４１１１ １１１１ １１１１ １１１１', '•••• 1111'],
    ['41111111 11111111', '•••• 1111'],
    ['4111 1111\n1111 1111', '•••• 1111'],
    ['> 4111 1111\n> 1111 1111', '> •••• 1111'],
    ['5555 5555 5555 4444', '•••• 4444'],
    ['2223 0031 2200 3222', '•••• 3222'],
    ['3782 822463 10005', '•••• 0005'],
    ['378282246310005', '•••• 0005'],
    ['3056 930902 5904', '•••• 5904'],
    ['6011 1111 1111 1117', '•••• 1117'],
    ['3530 1113 3330 0000', '•••• 0000'],
    ['carte 4222222222222', 'carte •••• 2222'],
    ['Carte bancaire : 41 11 11 11 11 11 11 11', 'Carte bancaire : •••• 1111'],
    ['le 12 4111 1111 1111 1111', 'le 12 •••• 1111'],
    ['carte:4111111111111111exp12/27', 'carte:•••• 1111exp12/27'],
    ['4111 1111 1111 1111 5555 5555 5555 4444', '•••• 1111 •••• 4444'],
    ['tél. 06 12 34 56 78 4111 1111 1111 1111', 'tél. 06 12 34 56 78 •••• 1111'],
  ])('%j becomes %j', (written, kept) => {
    expect(maskCards(written).text).toBe(kept)
  })

  test.each([
    ['4111 1111 1111 1111 cvv 123', '•••• 1111 cvv •••'],
    ['4111 1111 1111 1111, cryptogramme : 123', '•••• 1111, cryptogramme : •••'],
    ['Cryptogramme visuel\u00a0: 1234', 'Cryptogramme visuel\u00a0: •••'],
    ['CVC: 987', 'CVC: •••'],
    ['le cvv est 123', 'le cvv est •••'],
    ['4111 1111 1111 1111 12/27 123', '•••• 1111 12/27 •••'],
    ['4111 1111 1111 1111 exp. 12/2027, 123', '•••• 1111 exp. 12/2027, •••'],
    ['5555 5555 5555 4444\nCode de sécurité : 321', '•••• 4444\nCode de sécurité : •••'],
  ])('the security code of %j is dropped', (written, kept) => {
    expect(maskCards(written).text).toBe(kept)
  })

  test('both numbers of a text are counted', () => {
    expect(maskCards('4111111111111111 puis 5555 5555 5555 4444').masked).toBe(2)
  })
})

describe('what is not a card is left alone', () => {
  test.each([
    ['a French telephone', '06 12 34 56 78, ou 06 98 76 54 32'],
    ['an international telephone', '+49 1512 3456789'],
    ['a long international telephone glued to its plus', '+4222222222222'],
    ['a valid account number', 'FR76 3000 6000 0112 3456 7890 189'],
    ['a valid account number of another country', 'DE89 3704 0044 0532 0130 00'],
    ['a barcode that passes the check of a card', 'réf. 4222222222222'],
    ['a number that fails the check', '4111 1111 1111 1112'],
    ['an order number with no known issuer', 'commande 1234567812345670'],
    ['a parcel in a long row', '9405 4111 1111 1111 1111 89'],
    ['a parcel with letters', '6A4111111111111111'],
    ['a reference that ends with letters', 'réf. 4111111111111111FR'],
    ['a number of twenty digits', '41111111111111111111'],
    ['a time in milliseconds', '1700000000000'],
    ['years in a column', '2019\n2020\n2021\n2022'],
    ['a security code of a sign-in', 'Votre code de sécurité : 123456, ou code de vérification 1234'],
    ['dates', '12/05/2024 14:30 — 13/05/2024 15:45'],
  ])('%s', (_, written) => {
    expect(maskCards(written)).toEqual({ text: written, masked: 0 })
  })
})

describe('properties', () => {
  const prefixes = ['4', '51', '52', '55', '2223', '2720', '6011', '65', '3530', '62']
  const card = fc
    .tuple(
      fc.constantFrom(...prefixes),
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 15, maxLength: 15 }),
    )
    .map(([prefix, rest]) => withCheckDigit((prefix + rest.join('')).slice(0, 15)))

  test('every valid number of sixteen digits is masked however its groups are separated', () => {
    fc.assert(
      fc.property(card, fc.constantFrom('', ' ', '-', '.', '\u00a0', '\u202f'), (number, separator) => {
        const written = (number.match(/.{4}/g) ?? []).join(separator)
        expect(maskCards(`Voici : ${written}.`)).toEqual({
          text: `Voici : •••• ${number.slice(-4)}.`,
          masked: 1,
        })
      }),
    )
  })

  test('a number with a wrong check digit is never masked', () => {
    fc.assert(
      fc.property(card, fc.integer({ min: 1, max: 9 }), (number, off) => {
        const wrong = number.slice(0, 15) + ((Number(number[15]) + off) % 10)
        expect(maskCards(wrong)).toEqual({ text: wrong, masked: 0 })
      }),
    )
  })

  test('masking what is masked changes nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(card, fc.string(), fc.constantFrom(' cvv 123 ', '\n'))), parts => {
        const once = maskCards(parts.join(' ')).text
        expect(maskCards(once).text).toBe(once)
      }),
    )
  })
})

describe('in HTML', () => {
  test('a number cut by tags is one number', () => {
    expect(maskCardsInHtml('<p>carte <b>4111</b> 1111 <i>1111 11</i>11.</p>')).toEqual({
      html: '<p>carte <b>•••• 1111</b><i></i>.</p>',
      masked: 1,
    })
  })

  test('two cells never make one number', () => {
    const html = '<tr><td>41111111</td><td>11111111</td></tr>'
    expect(maskCardsInHtml(html)).toEqual({ html, masked: 0 })
  })

  test('tags and attributes are not touched', () => {
    const html = '<a href="https://x.test/4111111111111111">suivi</a>'
    expect(maskCardsInHtml(html)).toEqual({ html, masked: 0 })
  })
})

function withCheckDigit(fifteen: string): string {
  for (let digit = 0; digit < 10; digit += 1) {
    const number = `${fifteen}${digit}`
    const sum = [...number]
      .reverse()
      .map(Number)
      .reduce(
        (total, value, index) =>
          total + (index % 2 === 0 ? value : value * 2 > 9 ? value * 2 - 9 : value * 2),
        0,
      )
    if (sum % 10 === 0) return number
  }
  throw new Error('no check digit')
}
