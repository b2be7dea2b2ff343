import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

type Person = {
  sub: string
  email?: string | null
  email_verified?: boolean | null
  name?: string | null
}
type Flaw = 'other key' | 'other audience' | 'other nonce' | 'expired' | 'no id_token'
type Ticket = { nonce: string; challenge: string; redirectUri: string }

export const companyClient = { clientId: 'boucle-desk', clientSecret: 'a secret of the provider' }

/** A company's OpenID Connect provider on this machine: whoever comes is `person`, and `flaw` spoils the next token. */
export async function startCompanyProvider() {
  const signing = await generateKeyPair('RS256')
  const foreign = await generateKeyPair('RS256')
  const tickets = new Map<string, Ticket>()
  const state = {
    person: { sub: 'emp-1', email: 'someone@example.test', name: 'Someone' } as Person,
    flaw: undefined as Flaw | undefined,
    userInfo: undefined as Person | undefined,
    down: false,
    /** What discovery says the provider is called; its own address otherwise. */
    claimedIssuer: undefined as string | undefined,
  }
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', issuer())
    const send = (body: object, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (state.down) return send({}, 503)
    if (url.pathname === '/.well-known/openid-configuration') return send(discovery())
    if (url.pathname === '/keys') {
      const key = await exportJWK(signing.publicKey)
      return send({ keys: [{ ...key, kid: 'first', alg: 'RS256', use: 'sig' }] })
    }
    if (url.pathname === '/userinfo') return send(state.userInfo ?? {})
    if (url.pathname === '/token')
      return send(...(await exchange(await bodyOf(request), request.headers.authorization)))
    return send({}, 404)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const issuer = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  function discovery() {
    return {
      issuer: state.claimedIssuer ?? issuer(),
      authorization_endpoint: `${issuer()}/authorize`,
      token_endpoint: `${issuer()}/token`,
      jwks_uri: `${issuer()}/keys`,
      userinfo_endpoint: `${issuer()}/userinfo`,
      response_types_supported: ['code'],
      id_token_signing_alg_values_supported: ['RS256'],
    }
  }

  async function exchange(body: URLSearchParams, authorization = ''): Promise<[object, number]> {
    const [name, secret] = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString().split(':')
    const { clientId, clientSecret } = companyClient
    if (name !== clientId || decodeURIComponent((secret ?? '').replaceAll('+', ' ')) !== clientSecret) {
      return [{ error: 'invalid_client' }, 401]
    }
    const ticket = tickets.get(body.get('code') ?? '')
    tickets.delete(body.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url')
    if (!ticket || ticket.challenge !== challenge || ticket.redirectUri !== body.get('redirect_uri')) {
      return [{ error: 'invalid_grant' }, 400]
    }
    const tokens = {
      access_token: 'opaque-access',
      refresh_token: 'opaque-refresh',
      token_type: 'Bearer',
      expires_in: 300,
    }
    return [state.flaw === 'no id_token' ? tokens : { ...tokens, id_token: await idToken(ticket) }, 200]
  }

  function idToken({ nonce }: Ticket): Promise<string> {
    const { flaw } = state
    return new SignJWT({ ...state.person, nonce: flaw === 'other nonce' ? 'stolen' : nonce })
      .setProtectedHeader({ alg: 'RS256', kid: 'first' })
      .setIssuer(issuer())
      .setAudience(flaw === 'other audience' ? 'another-program' : companyClient.clientId)
      .setIssuedAt(flaw === 'expired' ? '2 hours ago' : undefined)
      .setExpirationTime(flaw === 'expired' ? '1 hour ago' : '5 minutes')
      .sign(flaw === 'other key' ? foreign.privateKey : signing.privateKey)
  }

  return {
    state,
    issuer: issuer(),
    /** What the person does on the provider's page: signs in, and is sent back to this address. */
    visit(address: string): string {
      const url = new URL(address)
      const asked = (name: string) => url.searchParams.get(name) ?? ''
      if (asked('client_id') !== companyClient.clientId || asked('code_challenge_method') !== 'S256') {
        throw new Error(`the provider refuses ${address}`)
      }
      const code = randomBytes(12).toString('hex')
      tickets.set(code, {
        nonce: asked('nonce'),
        challenge: asked('code_challenge'),
        redirectUri: asked('redirect_uri'),
      })
      return `${asked('redirect_uri')}?${new URLSearchParams({ code, state: asked('state') })}`
    },
    stop: () => new Promise<void>(resolve => server.close(() => resolve())),
  }
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = ''
  for await (const chunk of request) text += chunk
  return new URLSearchParams(text)
}
