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

test('a person is found whatever the capitals, and an address belongs to one person', async () => {
  const email = aMailAddress()
  const user = await world.auth.createUser(email.toUpperCase(), 'Karim', password)
  expect(await world.auth.findUserByEmail(` ${email.toUpperCase()} `)).toEqual(user)
  expect(user.email).toBe(email)
  await expect(world.auth.createUser(email, 'Other', password)).rejects.toMatchObject({
    code: 'signin.address_taken',
  })
  await expect(world.auth.createUser(aMailAddress(), 'Short', 'too short')).rejects.toMatchObject({
    code: 'signin.password_too_short',
  })
  await expect(world.auth.createUser('nonsense', 'No', password)).rejects.toMatchObject({
    code: 'signin.invalid_address',
  })
})

test('startSessionFor opens a working session without a password', async () => {
  const user = await world.auth.createUser(aMailAddress(), 'Demo adviser')
  const browser = aBrowser(world)
  browser.keep(
    await world.auth.startSessionFor(user.userId, {
      headers: { 'user-agent': 'Firefox' },
      ip: '192.0.2.7',
    }),
  )
  const session = await world.auth.sessionFor(browser.headers())
  expect(session).toMatchObject(user)
  const { rows } = await world.pool.query('select "ipAddress", "userAgent" from auth.session where id = $1', [
    session!.sessionId,
  ])
  expect(rows[0]).toEqual({ ipAddress: '192.0.2.7', userAgent: 'Firefox' })
  expect((await browser.get('/session')).json()).toMatchObject({
    userId: user.userId,
    password: false,
    secondStep: false,
    passkeys: 0,
  })
  await expect(world.auth.startSessionFor('00000000-0000-4000-8000-000000000000')).rejects.toThrow()
})

test('revokeSessions ends every session and every sign-in under way', async () => {
  const { browser, email, userId } = await aPersonSignedIn(world)
  const other = aBrowser(world)
  await other.post('/sign-in/email', { email, password })
  await other.post('/request-password-reset', { email })
  await world.auth.settle()
  const token = tokenIn(world.mails.at(-1)!.text)
  await world.auth.revokeSessions(userId)
  expect(await world.auth.sessionFor(browser.headers())).toBeUndefined()
  expect(await world.auth.sessionFor(other.headers())).toBeUndefined()
  expect(
    (await other.post('/reset-password', { token, newPassword: 'a password by a thief' })).statusCode,
  ).toBe(400)
})

test('deleted people leave nothing behind', async () => {
  const { browser, userId, email } = await aPersonSignedIn(world)
  await world.auth.deleteUsers([userId])
  expect(await world.auth.sessionFor(browser.headers())).toBeUndefined()
  expect(await world.auth.findUserByEmail(email)).toBeUndefined()
  for (const table of ['session', 'account', 'passkey', '"twoFactor"']) {
    expect(
      (await world.pool.query(`select 1 from auth.${table} where "userId" = $1`, [userId])).rowCount,
      table,
    ).toBe(0)
  }
})

test('a forged, foreign or expired cookie is nobody', async () => {
  const { browser } = await aPersonSignedIn(world)
  const [name, value] = [...browser.cookies][0]!
  expect(await world.auth.sessionFor({})).toBeUndefined()
  const other = value[10] === 'x' ? 'y' : 'x'
  const forged = `${value.slice(0, 10)}${other}${value.slice(11)}`
  expect(await world.auth.sessionFor({ cookie: `${name}=${forged}` })).toBeUndefined()
  const session = await world.auth.sessionFor(browser.headers())
  await world.pool.query(`update auth.session set "expiresAt" = now() - interval '1 minute' where id = $1`, [
    session!.sessionId,
  ])
  expect(await world.auth.sessionFor(new Headers(browser.headers()))).toBeUndefined()
})

test('a session used after a day slides to fourteen more days, and its cookie with it', async () => {
  const { browser } = await aPersonSignedIn(world)
  const session = await world.auth.sessionFor(browser.headers())
  expect(session!.setCookies).toEqual([])
  await world.pool.query(`update auth.session set "expiresAt" = now() + interval '12 days' where id = $1`, [
    session!.sessionId,
  ])
  const inSocket = await world.auth.sessionFor(browser.headers(), { slide: false })
  expect(inSocket!.expiresAt.getTime()).toBeLessThan(Date.now() + 12.1 * 86_400_000)
  const answer = await browser.get('/session')
  expect(String(answer.headers['set-cookie'])).toContain('Max-Age=1209600')
  expect(new Date(answer.json().expiresAt).getTime()).toBeGreaterThan(Date.now() + 13.9 * 86_400_000)
})

test('a session that was not to be remembered does not slide', async () => {
  const { browser, email } = await aPerson(world)
  const answer = await browser.post('/sign-in/email', { email, password, rememberMe: false })
  expect(String([answer.headers['set-cookie']!].flat()[0])).not.toContain('Max-Age')
  const session = await world.auth.sessionFor(browser.headers())
  expect(session!.expiresAt.getTime()).toBeLessThan(Date.now() + 1.01 * 86_400_000)
  expect(session!.setCookies).toEqual([])
})

test.each([
  'boucle',
  '=',
  ';;',
  '__Secure-boucle.session_token=',
  '__Secure-boucle.session_token=%E0%A4%A',
  '__Secure-boucle.session_token=a.b',
])('the cookie header %j is nobody', async cookie => {
  expect(await world.auth.sessionFor({ cookie })).toBeUndefined()
})

test('what has expired is deleted, the rest stays', async () => {
  const { browser } = await aPersonSignedIn(world)
  const old = await aPersonSignedIn(world)
  await world.pool.query(
    `update auth.session set "expiresAt" = now() - interval '1 day' where "userId" = $1`,
    [old.userId],
  )
  await world.auth.deleteExpired()
  expect(
    (await world.pool.query('select 1 from auth.session where "userId" = $1', [old.userId])).rowCount,
  ).toBe(0)
  expect(await world.auth.sessionFor(browser.headers())).toBeDefined()
})
