import { expect, test } from 'vitest'
import { createTranslate } from '#server/platform/i18n.ts'
import { companyRedirect, refusalCodes, refusalFrom } from './problems.ts'

const t = createTranslate()

test.each(['fr', 'en'] as const)('every refusal has its sentence in %s', language => {
  const names = new Set([...Object.values(refusalCodes), 'incomplete', 'refused', 'failed', 'address_taken'])
  for (const name of names) {
    const said = t(language, `signin:${name}`, { min: 10, max: 200, count: 2 })
    expect(said, name).not.toBe(name)
    expect(said, name).not.toContain('{{')
  }
})

test.each([
  [401, 'INVALID_EMAIL_OR_PASSWORD', 401, 'signin.wrong_address_or_password'],
  [400, 'VALIDATION_ERROR', 422, 'signin.incomplete'],
  [429, undefined, 429, 'signin.too_many_attempts'],
  [400, 'A_WORD_OF_A_LATER_VERSION', 400, 'signin.refused'],
  [500, 'FAILED_TO_CREATE_SESSION', 500, 'signin.failed'],
  [503, undefined, 503, 'signin.failed'],
] as const)('status %i with %s is said as %i %s', (status, code, ourStatus, ourCode) => {
  expect(refusalFrom(status, code, 0)).toMatchObject({ status: ourStatus, code: ourCode })
})

test.each([
  [59, 'Trop d’essais. Attendez une minute, puis recommencez.'],
  [61, 'Trop d’essais. Attendez 2 minutes, puis recommencez.'],
])('waiting %i s is said in whole minutes', (seconds, sentence) => {
  const { values } = refusalFrom(429, undefined, seconds)
  expect(t('fr', 'signin:too_many_attempts', values)).toBe(sentence)
})

test.each([
  ['/desk', '/desk'],
  ['/desk?view=mine', '/desk?view=mine'],
  ['/sign-in?error=not_invited', '/sign-in?error=signin.not_invited'],
  ['/sign-in?error=STATE_MISMATCH&error_description=x', '/sign-in?error=signin.company_start_again'],
  [
    'https://a.test/sign-in?next=%2Fdesk&error=anything%20else',
    'https://a.test/sign-in?next=%2Fdesk&error=signin.company_refused',
  ],
])('after the company, %s leads to %s', (location, ours) => {
  expect(companyRedirect(location)).toBe(ours)
})
