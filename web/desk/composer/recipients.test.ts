import { describe, expect, test } from 'vitest'
import { aMessage } from '../testing/a-message.ts'
import { addAddresses, readAddresses, shortName, usualRecipients } from './recipients.ts'

const own = new Set(['bonjour@maison-bleuet.test'])
const anna = {
  name: 'Anna Pereira',
  identities: [
    { kind: 'phone' as const, value: '+33612345678', blockedAt: null },
    { kind: 'email' as const, value: 'anna@mail.test', blockedAt: null },
  ],
}

describe('an answer goes', () => {
  test('to the author of the last mail, with those they copied, never to ourselves', () => {
    const messages = [
      aMessage({ id: '1', from: { name: 'Old', address: 'old@mail.test' } }),
      aMessage({
        id: '2',
        to: [
          { name: '', address: 'Bonjour@maison-bleuet.test' },
          { name: 'Luc', address: 'luc@mail.test' },
        ],
        cc: [{ name: 'Anna', address: 'ANNA@mail.test' }],
      }),
      aMessage({ id: '3', automatic: 'outOfOffice', from: { name: null, address: 'robot@mail.test' } }),
    ]
    expect(usualRecipients(messages, anna, own)).toEqual({
      to: [{ name: 'Anna Pereira', address: 'anna@mail.test' }],
      cc: [{ name: 'Luc', address: 'luc@mail.test' }],
    })
  })

  test('where we wrote, when the customer never answered', () => {
    const to = [{ name: 'Anna', address: 'anna@work.test' }]
    expect(usualRecipients([aMessage({ id: '1', direction: 'out', to })], anna, own).to).toEqual(to)
  })

  test('to the first address of the person, when nothing was written', () => {
    expect(usualRecipients([], anna, own).to).toEqual([{ name: 'Anna Pereira', address: 'anna@mail.test' }])
    expect(usualRecipients([], { ...anna, identities: [] }, own).to).toEqual([])
    const hidden = { kind: 'email' as const, value: '••••', blockedAt: null }
    expect(usualRecipients([], { ...anna, identities: [hidden] }, own).to).toEqual([])
  })
})

describe('addresses typed or pasted', () => {
  test.each([
    ['anna@mail.test', [{ name: '', address: 'anna@mail.test' }], ''],
    ['"Pereira, Anna" <a@b.test>', [{ name: 'Pereira, Anna', address: 'a@b.test' }], ''],
    [
      'Anna Pereira <a@b.test>; luc@c.test',
      [
        { name: 'Anna Pereira', address: 'a@b.test' },
        { name: '', address: 'luc@c.test' },
      ],
      '',
    ],
    ['anna@mail, luc@c.test', [{ name: '', address: 'luc@c.test' }], 'anna@mail'],
    ['é@fleurs.fr', [{ name: '', address: 'é@fleurs.fr' }], ''],
  ])('%j', (text, addresses, rest) => {
    expect(readAddresses(text)).toEqual({ addresses, rest })
  })

  test('stand once in a field, whatever their capitals', () => {
    const known = [{ name: 'Anna', address: 'anna@mail.test' }]
    expect(addAddresses(known, [{ name: '', address: 'ANNA@mail.test' }])).toEqual(known)
  })
})

test('the customer is called by the first name, a company and others by the whole name, else by the address', () => {
  const person = { name: 'Inès Roy', firstName: 'Inès', addresses: ['ines@mail.test'] }
  expect(shortName({ name: 'I. ROY', address: 'INES@mail.test' }, person)).toBe('Inès')
  expect(shortName({ name: '', address: 'ines@mail.test' }, { ...person, firstName: null })).toBe('Inès Roy')
  expect(shortName({ name: 'Luc Martin', address: 'luc@mail.test' }, person)).toBe('Luc Martin')
  expect(shortName({ name: '', address: 'luc@mail.test' }, person)).toBe('luc@mail.test')
})
