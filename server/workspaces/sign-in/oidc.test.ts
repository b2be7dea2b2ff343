import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { aBrowser, aMailAddress, type SignInApp, signInApp } from './testing/app.ts'
import { companyClient, startCompanyProvider } from './testing/company-provider.ts'

type Provider = Awaited<ReturnType<typeof startCompanyProvider>>
let provider: Provider
let world: SignInApp
const invited = new Set<string>()

beforeAll(async () => {
  provider = await startCompanyProvider()
  world = await signInApp({
    oidc: { ...companyClient, issuer: provider.issuer, name: 'Compte Bleuet', domains: ['Bleuet.test'] },
    mayEnter: async email => invited.has(email),
  })
})
afterAll(async () => {
  await world.close()
  await provider.stop()
})
beforeEach(() => {
  Object.assign(provider.state, {
    flaw: undefined,
    userInfo: undefined,
    down: false,
    claimedIssuer: undefined,
  })
})

/** Goes to the provider and comes back, as a browser does. */
async function enter(browser = aBrowser(world)) {
  const start = await browser.post('/sign-in/social', {
    provider: 'oidc',
    callbackURL: '/desk',
    errorCallbackURL: '/sign-in',
  })
  expect(start.statusCode).toBe(200)
  const back = new URL(provider.visit(start.json().url))
  expect(`${back.origin}${back.pathname}`).toBe('https://care.example.test/api/auth/callback/oidc')
  const end = await browser.get(`/callback/oidc${back.search}`)
  return { browser, end, back, location: String(end.headers.location) }
}

function aPersonAtTheCompany(more: object = {}) {
  const email = aMailAddress('colleague')
  provider.state.person = { sub: `emp-${email}`, email, name: 'Anaïs Colleague', ...more }
  return email
}

test('an invited person enters through the company, and finds the same account next time', async () => {
  const email = aPersonAtTheCompany()
  invited.add(email)
  const { browser, end, location } = await enter()
  expect(end.statusCode).toBe(302)
  expect(location).toBe('/desk')
  const session = await world.auth.sessionFor(browser.headers())
  expect(session).toMatchObject({ email, name: 'Anaïs Colleague' })

  invited.delete(email)
  const again = await enter()
  expect((await world.auth.sessionFor(again.browser.headers()))!.userId).toBe(session!.userId)
})

test('somebody whom nobody invited is refused, and no account is made', async () => {
  const email = aPersonAtTheCompany()
  const { browser, location } = await enter()
  expect(location).toBe('/sign-in?error=signin.not_invited')
  expect(await world.auth.sessionFor(browser.headers())).toBeUndefined()
  expect(await world.auth.findUserByEmail(email)).toBeUndefined()
})

test('somebody who already has an account by password keeps it', async () => {
  const email = aPersonAtTheCompany()
  const user = await world.auth.createUser(email, 'Anaïs', 'correct horse battery')
  const { browser } = await enter()
  expect(await world.auth.sessionFor(browser.headers())).toMatchObject({ userId: user.userId, name: 'Anaïs' })
})

test('an address that the provider itself does not vouch for opens no account, new or old', async () => {
  const email = aPersonAtTheCompany({ email_verified: false })
  invited.add(email)
  expect((await enter()).location).toBe('/sign-in?error=signin.company_address_unverified')
  await world.auth.createUser(email, 'Anaïs', 'correct horse battery')
  const { browser, location } = await enter()
  expect(location).toBe('/sign-in?error=signin.company_address_unverified')
  expect(await world.auth.sessionFor(browser.headers())).toBeUndefined()
})

test('the provider’s tokens are not kept', async () => {
  const email = aPersonAtTheCompany()
  invited.add(email)
  await enter()
  const { rows } = await world.pool.query(
    `select a."accessToken", a."refreshToken", a."idToken" from auth.account a
     join auth."user" u on u.id = a."userId" where u.email = $1`,
    [email],
  )
  expect(rows).toEqual([{ accessToken: null, refreshToken: null, idToken: null }])
})

test.each(['other key', 'other audience', 'other nonce', 'expired', 'no id_token'] as const)(
  'a token with a flaw (%s) opens nothing',
  async flaw => {
    const email = aPersonAtTheCompany()
    invited.add(email)
    provider.state.flaw = flaw
    const { browser, location } = await enter()
    expect(location).toBe('/sign-in?error=signin.company_refused')
    expect(await world.auth.sessionFor(browser.headers())).toBeUndefined()
  },
)

test('an address missing from the token is asked of the provider, about the same person only', async () => {
  const email = aPersonAtTheCompany()
  invited.add(email)
  const { sub } = provider.state.person
  provider.state.person = { sub }
  provider.state.userInfo = { sub: 'somebody-else', email }
  expect((await enter()).location).toBe('/sign-in?error=signin.company_refused')
  provider.state.userInfo = { sub, email, name: 'Anaïs' }
  const { browser } = await enter()
  expect(await world.auth.sessionFor(browser.headers())).toMatchObject({ email })
})

test('a provider that says null has said nothing: the address is asked for, the name is the address', async () => {
  const email = aPersonAtTheCompany()
  invited.add(email)
  const { sub } = provider.state.person
  provider.state.person = { sub, email: null, email_verified: null, name: null }
  provider.state.userInfo = { sub, email, name: null, email_verified: null }
  const { browser } = await enter()
  expect(await world.auth.sessionFor(browser.headers())).toMatchObject({ email, name: email })
})

test('an answer cannot be brought to another browser, nor used twice', async () => {
  const email = aPersonAtTheCompany()
  invited.add(email)
  const victim = aBrowser(world)
  const start = await aBrowser(world).post('/sign-in/social', {
    provider: 'oidc',
    callbackURL: '/desk',
    errorCallbackURL: '/sign-in',
  })
  const stolen = new URL(provider.visit(start.json().url))
  const end = await victim.get(`/callback/oidc${stolen.search}`)
  expect(String(end.headers.location)).toContain('/sign-in?error=signin.company_start_again')
  expect(await world.auth.sessionFor(victim.headers())).toBeUndefined()

  const { browser, back } = await enter()
  expect(String((await browser.get(`/callback/oidc${back.search}`)).headers.location)).toContain(
    'error=signin.company_start_again',
  )
})

test('the words of a provider never reach our page', async () => {
  const browser = aBrowser(world)
  const start = await browser.post('/sign-in/social', {
    provider: 'oidc',
    callbackURL: '/desk',
    errorCallbackURL: '/sign-in',
  })
  const state = new URL(start.json().url).searchParams.get('state')!
  const query = new URLSearchParams({ state, error: 'access_denied', error_description: 'Call this number' })
  expect((await browser.get(`/callback/oidc?${query}`)).headers.location).toBe(
    '/sign-in?error=signin.company_cancelled',
  )
})

test('nobody is sent to another site afterwards', async () => {
  for (const [name, code] of [
    ['callbackURL', 403],
    ['errorCallbackURL', 403],
  ] as const) {
    const answer = await aBrowser(world).post('/sign-in/social', {
      provider: 'oidc',
      [name]: 'https://evil.example/',
    })
    expect(answer.statusCode, name).toBe(code)
  }
})

test('a token brought from elsewhere is not a sign-in', async () => {
  const answer = await aBrowser(world).post('/sign-in/social', {
    provider: 'oidc',
    idToken: { token: 'a.b.c' },
  })
  expect(answer.statusCode).toBe(404)
})

test('a provider that was down at the start serves as soon as it is back', async () => {
  const late = await startCompanyProvider()
  late.state.down = true
  const ours = await signInApp({ oidc: { ...companyClient, issuer: late.issuer, name: 'Late' } })
  const start = () => aBrowser(ours).post('/sign-in/social', { provider: 'oidc', callbackURL: '/desk' })
  const refused = await start()
  expect(refused.statusCode).toBe(502)
  expect(refused.json().code).toBe('signin.company_unreachable')
  late.state.down = false
  late.state.claimedIssuer = 'https://impostor.example'
  expect((await start()).statusCode).toBe(502)
  late.state.claimedIssuer = undefined
  expect((await start()).statusCode).toBe(200)
  await ours.close()
  await late.stop()
})

test('people of the company’s domain are sent there first', async () => {
  expect(world.auth.methodsFor('anyone@BLEUET.test')).toEqual({
    methods: ['oidc', 'passkey', 'password'],
    company: 'Compte Bleuet',
  })
  expect(world.auth.methodsFor('anyone@example.test').methods).toEqual(['passkey', 'password', 'oidc'])
})

test('without company sign-in its way is closed', async () => {
  const ours = await signInApp()
  const answer = await aBrowser(ours).post('/sign-in/social', { provider: 'oidc', callbackURL: '/desk' })
  expect(answer.json()).toMatchObject({ status: 404, code: 'signin.company_off' })
  await ours.close()
})
