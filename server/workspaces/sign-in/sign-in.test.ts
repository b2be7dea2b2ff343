import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { Secret, TOTP, URI } from 'otpauth'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { authOptions } from './options.ts'
import { libraryEndpoints } from './routes.ts'
import { aBrowser, aMailAddress, anAddress, type SignInApp, signInApp } from './testing/app.ts'

const password = 'correct horse battery'
let world: SignInApp

beforeAll(async () => {
  world = await signInApp()
})
afterAll(() => world.close())

async function aPerson(name = 'Nadia Petit') {
  const email = aMailAddress()
  const user = await world.auth.createUser(email, name, password)
  return { ...user, email, browser: aBrowser(world) }
}

async function aPersonSignedIn() {
  const person = await aPerson()
  expect((await person.browser.post('/sign-in/email', { email: person.email, password })).statusCode).toBe(
    200,
  )
  return person
}

describe('password', () => {
  test('the right password opens a session that says who the person is', async () => {
    const { browser, email, userId } = await aPerson()
    const answer = await browser.post('/sign-in/email', { email: email.toUpperCase(), password })
    expect(answer.statusCode).toBe(200)
    const session = await world.auth.sessionFor(browser.headers())
    expect(session).toMatchObject({ userId, email, name: 'Nadia Petit' })
    const days = (session!.expiresAt.getTime() - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(13.9)
    expect(days).toBeLessThan(14.1)
  })

  test('a wrong password and an unknown address get the same refusal, in the caller’s language', async () => {
    const { browser, email } = await aPerson()
    const wrong = await browser.post('/sign-in/email', { email, password: 'wrong password' })
    const unknown = await browser.post('/sign-in/email', { email: aMailAddress(), password })
    expect(wrong.statusCode).toBe(401)
    expect(wrong.headers['content-type']).toContain('application/problem+json')
    expect(wrong.json()).toEqual({
      type: 'about:blank#signin.wrong_address_or_password',
      title: 'L’adresse ou le mot de passe n’est pas le bon.',
      status: 401,
      code: 'signin.wrong_address_or_password',
    })
    expect(unknown.json()).toEqual(wrong.json())
    expect(await world.auth.sessionFor(browser.headers())).toBeUndefined()

    const english = aBrowser(world, { language: 'en' })
    expect((await english.post('/sign-in/email', { email, password: 'wrong password' })).json().title).toBe(
      'The address or the password is not right.',
    )
  })

  test('nobody signs up by themselves, neither by the usual path nor by another spelling of it', async () => {
    const browser = aBrowser(world)
    const email = aMailAddress()
    for (const path of [
      '/sign-up/email',
      '/sign-up/email/',
      '//sign-up/email',
      '/sign-in/../sign-up/email',
    ]) {
      const answer = await browser.post(path, { email, password, name: 'Intruder' })
      expect(answer.statusCode, path).toBe(404)
    }
    expect(await world.auth.findUserByEmail(email)).toBeUndefined()
  })

  test('what the library can do and we do not offer is not reachable', async () => {
    const { browser } = await aPersonSignedIn()
    const offered = new Set<string>(libraryEndpoints.map(([method, path]) => `${method} ${path}`))
    const { api } = betterAuth(authOptions(world.input, new Set()))
    const all = Object.values<{ path?: string; options: { method: string | string[] } }>(api).flatMap(
      ({ path, options }) => (path ? [options.method].flat().map(method => [method, path] as const) : []),
    )
    expect(all.length).toBeGreaterThan(40)
    for (const [method, path] of all) {
      if (offered.has(`${method} ${path}`) || path === '/callback/:id') continue
      const asked = path.replace(/:\w+/, 'x')
      const answer = method === 'GET' ? await browser.get(asked) : await browser.post(asked, {})
      expect(answer.statusCode, `${method} ${path}`).toBe(404)
      expect(answer.json().code, `${method} ${path}`).toBe('request.no_route')
    }
  })

  test('the session cookie is closed to scripts and other sites, and travels only over TLS where there is TLS', async () => {
    const { browser, email } = await aPerson()
    const answer = await browser.post('/sign-in/email', { email, password })
    const [cookie] = [answer.headers['set-cookie']!].flat()
    expect(cookie).toMatch(/^__Secure-boucle\.session_token=/)
    expect(cookie!.split('; ').slice(1).sort()).toEqual([
      'HttpOnly',
      'Max-Age=1209600',
      'Path=/',
      'SameSite=Lax',
      'Secure',
    ])
    expect(answer.headers['cache-control']).toBe('no-store')

    const local = await signInApp({ publicUrl: 'http://127.0.0.1:4400' })
    const there = aBrowser(local)
    const plain = await there.post('/sign-in/email', { email, password })
    expect([plain.headers['set-cookie']!].flat()[0]).toMatch(/^boucle\.session_token=/)
    expect(String(plain.headers['set-cookie'])).not.toContain('Secure')
    await local.close()
  })

  test('no answer hands the session token to scripts', async () => {
    const { browser, email } = await aPerson()
    const answer = await browser.post('/sign-in/email', { email, password })
    const { rows } = await world.pool.query(
      'select token from auth.session s join auth."user" u on u.id = s."userId" where u.email = $1',
      [email],
    )
    expect(rows).toHaveLength(1)
    expect(answer.body).not.toContain(rows[0].token)
    expect((await browser.get('/session')).body).not.toContain(rows[0].token)
  })

  test('another site cannot sign people in or out', async () => {
    const { browser, email } = await aPersonSignedIn()
    const elsewhere = { origin: 'https://evil.example' }
    const out = await browser.post('/sign-out', {}, elsewhere)
    expect(out.statusCode).toBe(403)
    expect(out.json().code).toBe('signin.wrong_origin')
    expect(await world.auth.sessionFor(browser.headers())).toBeDefined()
    const stranger = aBrowser(world)
    expect((await stranger.post('/sign-in/email', { email, password }, elsewhere)).statusCode).toBe(403)
  })

  test('signing out ends the session on the server, not only in the browser', async () => {
    const { browser } = await aPersonSignedIn()
    const before = browser.headers()
    expect((await browser.post('/sign-out')).statusCode).toBe(200)
    expect(await world.auth.sessionFor(before)).toBeUndefined()
    expect(browser.cookies.size).toBe(0)
  })

  test('changing the password needs the current one and can end the other sessions', async () => {
    const { browser, email } = await aPersonSignedIn()
    const other = aBrowser(world)
    await other.post('/sign-in/email', { email, password })
    const newPassword = 'another long password'
    const wrong = await browser.post('/change-password', { currentPassword: 'nope nope nope', newPassword })
    expect(wrong.json().code).toBe('signin.wrong_password')
    const short = await browser.post('/change-password', { currentPassword: password, newPassword: 'short' })
    expect(short.json()).toMatchObject({
      code: 'signin.password_too_short',
      title: expect.stringContaining('10'),
    })
    const right = await browser.post('/change-password', {
      currentPassword: password,
      newPassword,
      revokeOtherSessions: true,
    })
    expect(right.statusCode).toBe(200)
    expect(await world.auth.sessionFor(other.headers())).toBeUndefined()
    expect(await world.auth.sessionFor(browser.headers())).toBeDefined()
    expect((await aBrowser(world).post('/sign-in/email', { email, password: newPassword })).statusCode).toBe(
      200,
    )
  })

  test.each([
    ['a body that is not an object', '"text"', 'text/plain', 422],
    ['broken JSON', '{', 'application/json', 400],
    ['a form', 'email=a', 'application/x-www-form-urlencoded', 415],
    ['no body', undefined, undefined, 422],
  ])('%s is refused without a fault', async (_, payload, type, status) => {
    const answer = await world.app.inject({
      method: 'POST',
      url: '/api/auth/sign-in/email',
      remoteAddress: anAddress(),
      headers: type ? { 'content-type': type } : {},
      ...(payload === undefined ? {} : { payload }),
    })
    expect(answer.statusCode).toBe(status)
  })
})

describe('people made by the server', () => {
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
    const { rows } = await world.pool.query(
      'select "ipAddress", "userAgent" from auth.session where id = $1',
      [session!.sessionId],
    )
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
    const { browser, email, userId } = await aPersonSignedIn()
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
    const { browser, userId, email } = await aPersonSignedIn()
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
    const { browser } = await aPersonSignedIn()
    const [name, value] = [...browser.cookies][0]!
    expect(await world.auth.sessionFor({})).toBeUndefined()
    expect(
      await world.auth.sessionFor({ cookie: `${name}=${value.slice(0, 10)}x${value.slice(11)}` }),
    ).toBeUndefined()
    const session = await world.auth.sessionFor(browser.headers())
    await world.pool.query(
      `update auth.session set "expiresAt" = now() - interval '1 minute' where id = $1`,
      [session!.sessionId],
    )
    expect(await world.auth.sessionFor(new Headers(browser.headers()))).toBeUndefined()
  })

  test('a session used after a day slides to fourteen more days, and its cookie with it', async () => {
    const { browser } = await aPersonSignedIn()
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
    const { browser, email } = await aPerson()
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
    const { browser } = await aPersonSignedIn()
    const old = await aPersonSignedIn()
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
})

describe('second step', () => {
  async function aPersonWithSecondStep() {
    const person = await aPersonSignedIn()
    const enabled = await person.browser.post('/two-factor/enable', { password })
    const { totpURI, backupCodes } = enabled.json()
    const totp = URI.parse(totpURI) as TOTP
    expect(totp.issuer).toBe('Boucle')
    expect((await person.browser.post('/two-factor/verify-totp', { code: totp.generate() })).statusCode).toBe(
      200,
    )
    return { ...person, totp, backupCodes: backupCodes as string[] }
  }

  test('needs the password to be set up, and is asked for only once a first code was right', async () => {
    const { browser, email } = await aPersonSignedIn()
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
    expect(
      (await browser.post('/sign-in/email', { email, password })).json().twoFactorRedirect,
    ).toBeUndefined()
    await world.auth.revokeSessions(userId)
    expect((await browser.post('/sign-in/email', { email, password })).json().twoFactorRedirect).toBe(true)
  })

  test('is switched off with the password', async () => {
    const { browser, email } = await aPersonWithSecondStep()
    expect((await browser.post('/two-factor/disable', { password: 'not mine, no' })).statusCode).toBe(400)
    expect((await browser.post('/two-factor/disable', { password })).statusCode).toBe(200)
    const again = aBrowser(world)
    await again.post('/sign-in/email', { email, password })
    expect(await world.auth.sessionFor(again.headers())).toBeDefined()
  })
})

function tokenIn(text: string): string {
  return /\/sign-in\/reset#token=(\S+)/.exec(text)?.[1] ?? ''
}

describe('forgotten password', () => {
  test('a mailed link sets a new password, once, and ends every session', async () => {
    const { browser, email } = await aPersonSignedIn()
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
    const { email } = await aPerson()
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
    const { browser, email } = await aPersonSignedIn()
    const totp = URI.parse((await browser.post('/two-factor/enable', { password })).json().totpURI) as TOTP
    await browser.post('/two-factor/verify-totp', { code: totp.generate() })
    await browser.post('/request-password-reset', { email })
    await world.auth.settle()
    const newPassword = 'an entirely new password'
    await browser.post('/reset-password', { token: tokenIn(world.mails.at(-1)!.text), newPassword })
    expect(
      (await aBrowser(world).post('/sign-in/email', { email, password: newPassword })).json()
        .twoFactorRedirect,
    ).toBe(true)
  })

  test('a link is of no use after an hour', async () => {
    const { browser, email, userId } = await aPerson()
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
})

describe('methods', () => {
  test('are the same for a known and an unknown address', async () => {
    const { browser, email } = await aPerson()
    const known = await browser.post('/methods', { email })
    expect(known.json()).toEqual({ methods: ['passkey', 'password'], company: null })
    expect((await browser.post('/methods', { email: aMailAddress() })).json()).toEqual(known.json())
    expect((await browser.post('/methods', { email: 'nonsense' })).json().code).toBe('signin.invalid_address')
  })
})

describe('database', () => {
  test('the migration gives the library the tables that its settings ask for', async () => {
    const { database, secret, plugins, advanced } = authOptions(world.input, new Set())
    const wanted = await getMigrations({ database, secret, plugins, advanced })
    expect(wanted.toBeCreated).toEqual([])
    expect(wanted.toBeAdded).toEqual([])
    expect(wanted.toBeAddedIndexes).toEqual([])
    expect(wanted.schemaProblems).toEqual([])
  })

  test('the program’s role can read nothing about identities', async () => {
    const client = new pg.Client({ connectionString: world.database.appUrl })
    await client.connect()
    try {
      for (const table of [
        '"user"',
        'session',
        'account',
        'verification',
        '"twoFactor"',
        'passkey',
        'attempt',
      ]) {
        await expect(client.query(`select * from auth.${table}`), table).rejects.toMatchObject({
          code: '42501',
        })
      }
    } finally {
      await client.end()
    }
  })
})
