import { Secret, TOTP, URI } from 'otpauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aBrowser, aPersonSignedIn, password, type SignInApp, signInApp } from './testing/app.ts'

let world: SignInApp

beforeAll(async () => {
  world = await signInApp()
})
afterAll(() => world.close())

async function aPersonWithSecondStep() {
  const person = await aPersonSignedIn(world)
  const enabled = await person.browser.post('/two-factor/enable', { password })
  const { totpURI, backupCodes } = enabled.json()
  const totp = URI.parse(totpURI) as TOTP
  expect(totp.issuer).toBe('Boucle')
  expect((await person.browser.post('/two-factor/verify-totp', { code: totp.generate() })).statusCode).toBe(
    200,
  )
  return { ...person, totp, backupCodes: backupCodes as string[] }
}

test('the second step needs the password to be set up, and is asked for only once a first code was right', async () => {
  const { browser, email } = await aPersonSignedIn(world)
  expect((await browser.post('/two-factor/enable', { password: 'not mine, no' })).json().code).toBe(
    'signin.wrong_password',
  )
  await browser.post('/two-factor/enable', { password })
  const again = aBrowser(world)
  await again.post('/sign-in/email', { email, password })
  expect(await world.auth.sessionFor(again.headers())).toBeDefined()
})

test('after the password there is no session until the code', async () => {
  const { email, totp } = await aPersonWithSecondStep()
  const browser = aBrowser(world)
  const first = await browser.post('/sign-in/email', { email, password })
  expect(first.json()).toEqual({ twoFactorRedirect: true, twoFactorMethods: ['totp'] })
  expect(await world.auth.sessionFor(browser.headers())).toBeUndefined()

  const wrong = await browser.post('/two-factor/verify-totp', { code: totp.generate({ timestamp: 0 }) })
  expect(wrong.statusCode).toBe(401)
  expect(wrong.json().code).toBe('signin.wrong_code')
  const right = await browser.post('/two-factor/verify-totp', { code: totp.generate() })
  expect(right.statusCode).toBe(200)
  expect(await world.auth.sessionFor(browser.headers())).toMatchObject({ email })
  expect((await browser.get('/session')).json().secondStep).toBe(true)
})

test('a code signs in once, however right it still is', async () => {
  const { email, totp } = await aPersonWithSecondStep()
  const code = totp.generate()
  const enter = async () => {
    const browser = aBrowser(world)
    await browser.post('/sign-in/email', { email, password })
    const answer = await browser.post('/two-factor/verify-totp', { code })
    return { status: answer.statusCode, code: answer.json().code }
  }
  expect(await enter()).toMatchObject({ status: 200 })
  expect(await enter()).toEqual({ status: 401, code: 'signin.wrong_code' })
})

test('a code of another secret does not open the account, and five wrong ones end the step', async () => {
  const { email } = await aPersonWithSecondStep()
  const browser = aBrowser(world)
  await browser.post('/sign-in/email', { email, password })
  const stranger = new TOTP({ secret: new Secret() })
  for (let attempt = 0; attempt < 5; attempt++) {
    expect((await browser.post('/two-factor/verify-totp', { code: stranger.generate() })).statusCode).toBe(
      401,
    )
  }
  const sixth = await browser.post('/two-factor/verify-totp', { code: stranger.generate() })
  expect(sixth.json().code).toBe('signin.second_step_expired')
})

test('a backup code opens once', async () => {
  const { email, backupCodes } = await aPersonWithSecondStep()
  expect(backupCodes).toHaveLength(10)
  const code = backupCodes[0]!
  const enter = async () => {
    const browser = aBrowser(world)
    await browser.post('/sign-in/email', { email, password })
    const answer = await browser.post('/two-factor/verify-backup-code', { code })
    return {
      status: answer.statusCode,
      code: answer.json().code,
      session: await world.auth.sessionFor(browser.headers()),
    }
  }
  expect(await enter()).toMatchObject({ status: 200, session: { email } })
  expect(await enter()).toEqual({ status: 401, code: 'signin.wrong_backup_code', session: undefined })
})

test('a trusted computer is not asked again, until the sessions are revoked', async () => {
  const { email, totp, userId } = await aPersonWithSecondStep()
  const browser = aBrowser(world)
  await browser.post('/sign-in/email', { email, password })
  await browser.post('/two-factor/verify-totp', { code: totp.generate(), trustDevice: true })
  await browser.post('/sign-out')
  expect((await browser.post('/sign-in/email', { email, password })).json().twoFactorRedirect).toBeUndefined()
  await world.auth.revokeSessions(userId)
  expect((await browser.post('/sign-in/email', { email, password })).json().twoFactorRedirect).toBe(true)
})

test('the second step is switched off with the password', async () => {
  const { browser, email } = await aPersonWithSecondStep()
  expect((await browser.post('/two-factor/disable', { password: 'not mine, no' })).statusCode).toBe(400)
  expect((await browser.post('/two-factor/disable', { password })).statusCode).toBe(200)
  const again = aBrowser(world)
  await again.post('/sign-in/email', { email, password })
  expect(await world.auth.sessionFor(again.headers())).toBeDefined()
})
