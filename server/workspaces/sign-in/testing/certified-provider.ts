import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import type { aBrowser } from './app.ts'

export const certifiedClient = {
  clientId: 'boucle',
  clientSecret: 'a secret between the provider and Boucle',
}

/** A certified OpenID Connect server that we did not write: down until `start`, and whoever comes is `person`. */
export async function certifiedProvider() {
  // Down at first: nothing but an address.
  let answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) =>
    response.writeHead(503).end()
  const server = createServer((request, response) => answer(request, response))
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const person = {
    id: 'emp-1',
    email: '',
    name: 'Anaïs Colleague',
    groups: undefined as string[] | undefined,
  }

  function start() {
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: certifiedClient.clientId,
          client_secret: certifiedClient.clientSecret,
          redirect_uris: ['https://care.example.test/api/auth/callback/oidc'],
        },
      ],
      scopes: ['openid', 'email', 'profile', 'groups'],
      claims: {
        openid: ['sub'],
        email: ['email', 'email_verified'],
        profile: ['name'],
        groups: ['groups'],
      },
      conformIdTokenClaims: false,
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
      findAccount: (_context, sub) => {
        const { email, name, groups } = person
        return {
          accountId: sub,
          claims: async () => ({ sub, email, email_verified: true, name, ...(groups && { groups }) }),
        }
      },
      // Whoever works there has agreed: nobody is asked.
      loadExistingGrant: async context => {
        const grant = new provider.Grant({
          clientId: certifiedClient.clientId,
          accountId: context.oidc.session?.accountId ?? person.id,
        })
        grant.addOIDCScope('openid email profile groups')
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

  /** Goes to the provider, signs in there and comes back, with the provider's own cookies. */
  async function enter(browser: ReturnType<typeof aBrowser>) {
    const jar = new Map<string, string>()
    let place = String((await begin(browser)).json().url)
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

  const begin = (browser: ReturnType<typeof aBrowser>) =>
    browser.post('/sign-in/social', {
      provider: 'oidc',
      callbackURL: '/desk',
      errorCallbackURL: '/sign-in',
    })

  return {
    issuer,
    person,
    start,
    begin,
    enter,
    async close() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}

export type CertifiedProvider = Awaited<ReturnType<typeof certifiedProvider>>
