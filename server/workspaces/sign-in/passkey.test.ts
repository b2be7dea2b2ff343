import { afterAll, beforeAll, expect, test } from 'vitest'
import { passkeySite } from './options.ts'
import { aBrowser, aMailAddress, type SignInApp, signInApp } from './testing/app.ts'
import { anAuthenticator } from './testing/authenticator.ts'

let world: SignInApp

beforeAll(async () => {
  world = await signInApp()
})
afterAll(() => world.close())

async function aPersonSignedIn() {
  const user = await world.auth.createUser(aMailAddress(), 'Nadia Petit')
  const browser = aBrowser(world)
  browser.keep(await world.auth.startSessionFor(user.userId))
  return { ...user, browser }
}

async function aPersonWithPasskey() {
  const person = await aPersonSignedIn()
  const phone = anAuthenticator(world.origin)
  const options = (await person.browser.get('/passkey/generate-register-options')).json()
  const registered = await person.browser.post('/passkey/verify-registration', {
    response: phone.register(options),
    name: 'Téléphone de Nadia',
  })
  expect(registered.statusCode).toBe(200)
  return { ...person, phone }
}

test('a passkey registered on one browser opens a session on another, without naming anybody', async () => {
  const { phone, userId, browser } = await aPersonWithPasskey()
  const fresh = aBrowser(world)
  const options = (await fresh.get('/passkey/generate-authenticate-options')).json()
  expect(options).toMatchObject({ rpId: 'care.example.test' })
  expect(options.allowCredentials ?? []).toEqual([])
  const answer = await fresh.post('/passkey/verify-authentication', { response: phone.signIn(options) })
  expect(answer.statusCode).toBe(200)
  expect(await world.auth.sessionFor(fresh.headers())).toMatchObject({ userId })
  expect((await browser.get('/session')).json().passkeys).toBe(1)
})

test('registration asks for a holder who is recognised, and for a session', async () => {
  const { browser } = await aPersonSignedIn()
  const options = (await browser.get('/passkey/generate-register-options')).json()
  expect(options).toMatchObject({
    rp: { id: 'care.example.test', name: 'Boucle' },
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  const nobody = await aBrowser(world).get('/passkey/generate-register-options')
  expect(nobody.statusCode).toBe(401)
  expect(nobody.json().code).toBe('signin.session_needed')
})

test('a session of more than a day must sign in again before it adds a passkey', async () => {
  const { browser, userId } = await aPersonSignedIn()
  await world.pool.query(
    `update auth.session set "createdAt" = now() - interval '25 hours' where "userId" = $1`,
    [userId],
  )
  const answer = await browser.get('/passkey/generate-register-options')
  expect(answer.statusCode).toBe(403)
  expect(answer.json().code).toBe('signin.session_too_old')
})

test('a key that recognises nobody is refused, when registered and when used', async () => {
  const { browser } = await aPersonSignedIn()
  const bare = anAuthenticator(world.origin)
  const options = (await browser.get('/passkey/generate-register-options')).json()
  const refused = await browser.post('/passkey/verify-registration', {
    response: bare.register(options, { recognised: false }),
  })
  expect(refused.json().code).toBe('signin.passkey_without_holder')
  expect((await browser.get('/passkey/list-user-passkeys')).json()).toEqual([])

  const { phone } = await aPersonWithPasskey()
  const thief = aBrowser(world)
  const request = (await thief.get('/passkey/generate-authenticate-options')).json()
  const used = await thief.post('/passkey/verify-authentication', {
    response: phone.signIn(request, { recognised: false }),
  })
  expect(used.json().code).toBe('signin.passkey_without_holder')
  expect(await world.auth.sessionFor(thief.headers())).toBeUndefined()
})

test('a challenge serves once, and an answer made on another site is refused', async () => {
  const { phone } = await aPersonWithPasskey()
  const browser = aBrowser(world)
  const options = (await browser.get('/passkey/generate-authenticate-options')).json()
  const response = phone.signIn(options)
  expect((await browser.post('/passkey/verify-authentication', { response })).statusCode).toBe(200)
  const replay = aBrowser(world)
  await replay.get('/passkey/generate-authenticate-options')
  expect((await replay.post('/passkey/verify-authentication', { response })).json().code).toBe(
    'signin.passkey_refused',
  )

  const person = await aPersonSignedIn()
  const fished = anAuthenticator('https://care.example.test.evil.example')
  const creation = (await person.browser.get('/passkey/generate-register-options')).json()
  const answer = await person.browser.post('/passkey/verify-registration', {
    response: fished.register(creation),
  })
  expect(answer.json().code).toBe('signin.passkey_refused')
})

test('an unknown passkey is refused with a sentence', async () => {
  const browser = aBrowser(world)
  const options = (await browser.get('/passkey/generate-authenticate-options')).json()
  const answer = await browser.post('/passkey/verify-authentication', {
    response: anAuthenticator(world.origin).signIn(options),
  })
  expect(answer.statusCode).toBe(401)
  expect(answer.json()).toMatchObject({
    code: 'signin.passkey_unknown',
    title: expect.stringContaining('clé d’accès'),
  })
})

test('people rename and delete their own passkeys, never those of others', async () => {
  const { browser } = await aPersonWithPasskey()
  const [passkey] = (await browser.get('/passkey/list-user-passkeys')).json()
  expect(passkey).toMatchObject({ name: 'Téléphone de Nadia' })
  const stranger = await aPersonSignedIn()
  expect((await stranger.browser.post('/passkey/delete-passkey', { id: passkey.id })).statusCode).toBe(401)
  expect(
    (await browser.post('/passkey/update-passkey', { id: passkey.id, name: 'Vieux téléphone' })).statusCode,
  ).toBe(200)
  expect((await browser.get('/passkey/list-user-passkeys')).json()).toMatchObject([
    { name: 'Vieux téléphone' },
  ])
  expect((await browser.post('/passkey/delete-passkey', { id: passkey.id })).statusCode).toBe(200)
  expect((await browser.get('/passkey/list-user-passkeys')).json()).toEqual([])
})

test.each([
  ['https://care.example.com', { id: 'care.example.com', origins: ['https://care.example.com'] }],
  ['http://localhost:4400', { id: 'localhost', origins: ['http://localhost:4400'] }],
  ['http://127.0.0.1:4400', { id: 'localhost', origins: ['http://localhost:4400'] }],
  ['http://[::1]:4400', { id: 'localhost', origins: ['http://localhost:4400'] }],
  ['http://192.168.1.20:4400', undefined],
  ['http://[2001:db8::1]:4400', undefined],
])('passkeys of %s belong to %o', (publicUrl, site) => {
  expect(passkeySite(publicUrl)).toEqual(site)
})
