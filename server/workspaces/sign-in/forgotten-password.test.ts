import { type TOTP, URI } from 'otpauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  aBrowser,
  aMailAddress,
  aPerson,
  aPersonSignedIn,
  password,
  type SignInApp,
  signInApp,
  tokenIn,
} from './testing/app.ts'

let world: SignInApp

beforeAll(async () => {
  world = await signInApp()
})
afterAll(() => world.close())

test('a mailed link sets a new password, once, and ends every session', async () => {
  const { browser, email } = await aPersonSignedIn(world)
  const visitor = aBrowser(world, { language: 'en-GB,en;q=0.9' })
  expect((await visitor.post('/request-password-reset', { email })).statusCode).toBe(200)
  await world.auth.settle()
  const mail = world.mails.at(-1)!
  expect(mail).toMatchObject({ to: email, language: 'en', subject: 'Choose a new password' })
  expect(mail.text).toContain('Hello Nadia Petit,')
  expect(mail.text).toContain('https://care.example.test/sign-in/reset#token=')

  const token = tokenIn(mail.text)
  const newPassword = 'an entirely new password'
  expect((await visitor.post('/reset-password', { token, newPassword: 'short' })).json().code).toBe(
    'signin.password_too_short',
  )
  expect((await visitor.post('/reset-password', { token, newPassword })).statusCode).toBe(200)
  expect(await world.auth.sessionFor(browser.headers())).toBeUndefined()
  expect((await visitor.post('/sign-in/email', { email, password })).statusCode).toBe(401)
  expect((await visitor.post('/sign-in/email', { email, password: newPassword })).statusCode).toBe(200)
  expect((await visitor.post('/reset-password', { token, newPassword })).json().code).toBe(
    'signin.reset_link_expired',
  )

  await world.auth.settle()
  expect(world.mails.at(-1)).toMatchObject({ to: email, subject: 'Your password has changed' })
})

test('an unknown address gets the same answer and no mail', async () => {
  const { email } = await aPerson(world)
  const browser = aBrowser(world)
  const known = await browser.post('/request-password-reset', { email })
  await world.auth.settle()
  const sent = world.mails.length
  const unknown = await browser.post('/request-password-reset', { email: aMailAddress() })
  await world.auth.settle()
  expect(unknown.json()).toEqual(known.json())
  expect(world.mails).toHaveLength(sent)
})

test('a reset does not switch the second step off', async () => {
  const { browser, email } = await aPersonSignedIn(world)
  const totp = URI.parse((await browser.post('/two-factor/enable', { password })).json().totpURI) as TOTP
  await browser.post('/two-factor/verify-totp', { code: totp.generate() })
  await browser.post('/request-password-reset', { email })
  await world.auth.settle()
  const newPassword = 'an entirely new password'
  await browser.post('/reset-password', { token: tokenIn(world.mails.at(-1)!.text), newPassword })
  expect(
    (await aBrowser(world).post('/sign-in/email', { email, password: newPassword })).json().twoFactorRedirect,
  ).toBe(true)
})

test('a link is of no use after an hour', async () => {
  const { browser, email, userId } = await aPerson(world)
  await browser.post('/request-password-reset', { email })
  await world.auth.settle()
  const token = tokenIn(world.mails.at(-1)!.text)
  await world.pool.query(
    `update auth.verification set "expiresAt" = "expiresAt" - interval '61 minutes' where value = $1`,
    [userId],
  )
  expect(
    (await browser.post('/reset-password', { token, newPassword: 'a new long password' })).statusCode,
  ).toBe(400)
})
