import { afterAll, beforeAll, expect, test } from 'vitest'
import { aBrowser, aMailAddress, type SignInApp, signInApp } from './testing/app.ts'
import { type CertifiedProvider, certifiedClient, certifiedProvider } from './testing/certified-provider.ts'

/** Company sign-in with a certified OpenID Connect server that we did not write, started only after Boucle. */

const invited = new Set<string>()
let provider: CertifiedProvider
let world: SignInApp
beforeAll(async () => {
  provider = await certifiedProvider()
  world = await signInApp({
    oidc: { ...certifiedClient, issuer: provider.issuer, name: 'Compte Bleuet', domains: [] },
    mayEnter: async email => invited.has(email),
  })
})
afterAll(async () => {
  await world.close()
  await provider.close()
})

const enter = () => provider.enter(aBrowser(world))

test('a provider that is down at the start serves once it is back; then an invited colleague enters, and a stranger does not', async () => {
  const { person } = provider
  person.email = aMailAddress('real')
  invited.add(person.email)
  expect((await provider.begin(aBrowser(world))).statusCode).toBeGreaterThanOrEqual(400)

  provider.start()
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
