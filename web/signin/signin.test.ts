import { expect, test } from 'vitest'
import { companyRefusal } from './company-refusal.ts'
import { looksLikeEmail } from './looks-like-email.ts'
import { canUsePasskeys } from './passkey.ts'

test.each([
  ['signin.not_invited', 'company.notInvited'],
  ['signin.company_cancelled', 'company.cancelled'],
  [null, undefined],
  ['access_denied', undefined],
  ['<script>', undefined],
  ['constructor', undefined],
  ['toString', undefined],
])('the address says error=%s: the page says %s', (code, sentence) => {
  expect(companyRefusal(code)).toBe(sentence)
})

test.each([
  ['lea@essai.test', true],
  [' lea@essai.test ', true],
  ['lea', false],
  ['lea@essai', false],
  ['lea @essai.test', false],
  ['', false],
])('"%s" looks like an address: %s', (text, looks) => {
  expect(looksLikeEmail(text)).toBe(looks)
})

test('passkeys are offered where the browser can and the site has a name', () => {
  const page = { PublicKeyCredential: { parseRequestOptionsFromJSON: () => undefined } }
  expect(canUsePasskeys('boucle.example.com', page)).toBe(true)
  expect(canUsePasskeys('localhost', page)).toBe(true)
  expect(canUsePasskeys('127.0.0.1', page)).toBe(false)
  expect(canUsePasskeys('[::1]', page)).toBe(false)
  expect(canUsePasskeys('boucle.example.com', { PublicKeyCredential: {} })).toBe(false)
  expect(canUsePasskeys('boucle.example.com', {})).toBe(false)
})
