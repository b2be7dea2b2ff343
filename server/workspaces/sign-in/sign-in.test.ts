import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { authOptions } from './options.ts'
import { libraryEndpoints } from './routes.ts'
import {
  aBrowser,
  aMailAddress,
  anAddress,
  aPerson,
  aPersonSignedIn,
  password,
  type SignInApp,
  signInApp,
} from './testing/app.ts'

let world: SignInApp

beforeAll(async () => {
  world = await signInApp()
})
afterAll(() => world.close())

describe('password', () => {
  test('the right password opens a session that says who the person is', async () => {
    const { browser, email, userId } = await aPerson(world)
    const answer = await browser.post('/sign-in/email', { email: email.toUpperCase(), password })
    expect(answer.statusCode).toBe(200)
    const session = await world.auth.sessionFor(browser.headers())
    expect(session).toMatchObject({ userId, email, name: 'Nadia Petit' })
    const days = (session!.expiresAt.getTime() - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(13.9)
    expect(days).toBeLessThan(14.1)
  })

  test('a wrong password and an unknown address get the same refusal, in the caller’s language', async () => {
    const { browser, email } = await aPerson(world)
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
    const { browser } = await aPersonSignedIn(world)
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
    const { browser, email } = await aPerson(world)
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
    const { browser, email } = await aPerson(world)
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
    const { browser, email } = await aPersonSignedIn(world)
    const elsewhere = { origin: 'https://evil.example' }
    const out = await browser.post('/sign-out', {}, elsewhere)
    expect(out.statusCode).toBe(403)
    expect(out.json().code).toBe('signin.wrong_origin')
    expect(await world.auth.sessionFor(browser.headers())).toBeDefined()
    const stranger = aBrowser(world)
    expect((await stranger.post('/sign-in/email', { email, password }, elsewhere)).statusCode).toBe(403)
  })

  test('signing out ends the session on the server, not only in the browser', async () => {
    const { browser } = await aPersonSignedIn(world)
    const before = browser.headers()
    expect((await browser.post('/sign-out')).statusCode).toBe(200)
    expect(await world.auth.sessionFor(before)).toBeUndefined()
    expect(browser.cookies.size).toBe(0)
  })

  test('changing the password needs the current one and can end the other sessions', async () => {
    const { browser, email } = await aPersonSignedIn(world)
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

describe('methods', () => {
  test('are the same for a known and an unknown address', async () => {
    const { browser, email } = await aPerson(world)
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
