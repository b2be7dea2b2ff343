import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSecrets } from '#server/platform/secrets.ts'
import { reminderDue } from './asking.ts'
import { checkCertificate, writeCertificate } from './certificate.ts'

const secrets = createSecrets('a secret key that is long enough for this')
const statement = {
  id: '019a0000-0000-7000-8000-000000000001',
  workspace: { id: '019a0000-0000-7000-8000-000000000002', slug: 'maison', name: 'Maison « Bleuet »' },
  askedAt: '2026-03-10T09:00:00.000Z',
  confirmedAt: '2026-03-10T09:05:00.000Z',
  erasedAt: '2026-04-09T09:10:00.000Z',
  finishedAt: '2026-04-09T09:10:02.000Z',
  rows: { contacts: 12, messages: 340 },
  files: 7,
  accounts: 3,
  by: { program: 'Boucle 0.1.0', at: 'https://desk.example' },
}
const file = writeCertificate(secrets, statement)

test('HST-1: a certificate says what it was given, and is good with the key that signed it', () => {
  expect(checkCertificate(file, secrets.attestor.publicKey)).toMatchObject({ problem: undefined, statement })
  // The key comes from the secret key alone: the same after any start.
  expect(createSecrets('a secret key that is long enough for this').attestor).toEqual(secrets.attestor)
})

test('HST-1: whichever letter of a certificate is changed, it is not good', () => {
  fc.assert(
    fc.property(fc.nat(file.length - 2), fc.constantFrom(...'0123456789abcdefZ"'), (at, letter) => {
      fc.pre(file[at] !== letter && file[at] !== '\n' && file[at] !== ' ')
      const forged = file.slice(0, at) + letter + file.slice(at + 1)
      expect(checkCertificate(forged, secrets.attestor.publicKey).problem).toBeDefined()
    }),
    { numRuns: 300 },
  )
})

test('HST-1: a certificate that somebody signs with a key of their own is told apart by it', () => {
  const forged = writeCertificate(createSecrets('another key, of somebody else altogether'), {
    ...statement,
    files: 0,
  })
  expect(checkCertificate(forged).problem).toBeUndefined()
  expect(checkCertificate(forged, secrets.attestor.publicKey).problem).toBe('other_key')
})

test.each([
  ['', 'unreadable'],
  ['{}', 'unreadable'],
  ['null', 'unreadable'],
  [JSON.stringify({ ...JSON.parse(file), statement: '{}' }), 'unreadable'],
  [JSON.stringify({ ...JSON.parse(file), signature: '' }), 'changed'],
  [
    JSON.stringify({ ...JSON.parse(file), key: { id: 'x', algorithm: 'Ed25519', publicKey: 'x' } }),
    'changed',
  ],
])('HST-1: %s is %s', (text, problem) => {
  expect(checkCertificate(text).problem).toBe(problem)
})

test.each([
  [30, null, undefined],
  [8, null, undefined],
  [7, null, 7],
  [5, 7, undefined],
  [1, 7, 1],
  [1, null, 1],
  [1, 1, undefined],
])('HST-1: %i days before, told %s: a reminder at %s', (daysLeft, told, reminder) => {
  expect(reminderDue(daysLeft, told)).toBe(reminder)
})
