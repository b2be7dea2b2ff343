import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aBrowser, aMailAddress, type SignInApp, signInApp } from './testing/app.ts'

/** Company sign-in with a certified OpenID Connect server that we did not write, started only after Boucle. */

const client = { clientId: 'boucle', clientSecret: 'a secret between the provider and Boucle' }
const person = { id: 'emp-1', email: '', name: 'Anaïs Colleague' }
const invited = new Set<string>()
let world: SignInApp
let server: Server
let answer: (request: IncomingMessage, response: ServerResponse) => void
let issuer = ''

beforeAll(async () => {
  // Down at first: nothing but an address.
  answer = (_, response) => response.writeHead(503).end()
  server = createServer((request, response) => answer(request, response))
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  world = await signInApp({
    oidc: { ...client, issuer, name: 'Compte Bleuet', domains: [] },
    mayEnter: async email => invited.has(email),
  })
})
afterAll(async () => {
  await world.close()
  server.closeAllConnections()
  await new Promise(done => server.close(done))
})

function startProvider() {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: ['https://care.example.test/api/auth/callback/oidc'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: async () => ({ sub, email: person.email, email_verified: true, name: person.name }),
    }),
    // Whoever works there has agreed: nobody is asked.
    loadExistingGrant: async context => {
      const grant = new provider.Grant({
        clientId: client.clientId,
        accountId: context.oidc.session?.accountId ?? person.id,
      })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  })
  const serve = provider.callback()
  answer = async (request, response) => {
    if (request.url?.startsWith('/interaction/'))
      await provider.interactionFinished(request, response, { login: { accountId: person.id } })
    else await serve(request, response)
  }
}

const start = (browser: ReturnType<typeof aBrowser>) =>
  browser.post('/sign-in/social', { provider: 'oidc', callbackURL: '/desk', errorCallbackURL: '/sign-in' })

/** Goes to the provider, signs in there and comes back, with the provider's own cookies. */
async function enter(browser = aBrowser(world)) {
  const jar = new Map<string, string>()
  let place = String((await start(browser)).json().url)
  for (let step = 0; step < 10 && place.startsWith(issuer); step++) {
    const cookie = [...jar].map(pair => pair.join('=')).join('; ')
    const page = await fetch(place, { redirect: 'manual', headers: { cookie } })
    for (const line of page.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      jar.set(name!, value!)
    }
    place = new URL(page.headers.get('location') ?? 'about:blank', place).href
  }
  const back = new URL(place)
  const end = await browser.get(`/callback/oidc${back.search}`)
  return { browser, location: String(end.headers.location) }
}

test('a provider that is down at the start serves once it is back; then an invited colleague enters, and a stranger does not', async () => {
  person.email = aMailAddress('real')
  invited.add(person.email)
  expect((await start(aBrowser(world))).statusCode).toBeGreaterThanOrEqual(400)

  startProvider()
  const { browser, location } = await enter()
  expect(location).toBe('/desk')
  const session = await world.auth.sessionFor(browser.headers())
  expect(session).toMatchObject({ email: person.email, name: person.name })

  const stranger = { id: 'emp-2', email: aMailAddress('stranger') }
  const first = { ...person }
  Object.assign(person, stranger)
  const refused = await enter()
  expect(refused.location).toMatch(/^\/sign-in\?.*error/)
  expect(await world.auth.sessionFor(refused.browser.headers())).toBeUndefined()

  // Another address at the company, the same person there: they find their account.
  Object.assign(person, first, { email: aMailAddress('renamed') })
  const again = await enter()
  expect(again.location).toBe('/desk')
  expect(await world.auth.sessionFor(again.browser.headers())).toMatchObject({ userId: session!.userId })
})
