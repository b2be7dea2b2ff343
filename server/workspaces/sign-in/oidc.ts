import { APIError } from '@better-auth/core/error'
import {
  createAuthorizationURL,
  type OAuthProvider,
  validateAuthorizationCode,
} from '@better-auth/core/oauth2'
import type { BetterAuthPlugin } from 'better-auth'
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose'
import { z } from 'zod'
import type { Clock } from '#server/platform/clock.ts'
import { type CompanyGroups, groupsIn } from '#server/platform/company-groups.ts'
import type { SignInLog } from './options.ts'

export type CompanySignIn = {
  /** As the provider writes it: `https://login.example.com/realms/main`. */
  issuer: string
  clientId: string
  clientSecret: string
  /** What people call it: the sign-in button says it. */
  name: string
  /** Mail domains whose people should be sent there first. */
  domains?: string[]
  /** Where tokens name groups, when these give rights here. */
  groups?: Pick<CompanyGroups, 'claim' | 'scope'>
}

/** The last word of the address that the provider sends people back to: `/api/auth/callback/oidc`. */
export const companyProviderId = 'oidc'

const discoverySchema = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  userinfo_endpoint: z.url().optional(),
  id_token_signing_alg_values_supported: z.array(z.string()).default([]),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(['client_secret_basic']),
})
type Discovered = z.infer<typeof discoverySchema> & { keys: ReturnType<typeof createRemoteJWKSet> }

/** Some providers say null where they have nothing to say. */
const said = (claims: unknown) =>
  claims && typeof claims === 'object'
    ? Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null))
    : claims

const claimsSchema = z.preprocess(
  said,
  z.looseObject({
    sub: z.string().min(1),
    email: z.string().optional(),
    // Some providers send the words "true" and "false".
    email_verified: z.union([z.boolean(), z.stringbool()]).optional(),
    name: z.string().optional(),
  }),
)
type Claims = z.infer<typeof claimsSchema>

const trustedAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
]
const patienceMilliseconds = 10_000
const discoveryLastsMilliseconds = 3_600_000

/**
 * Lets people in through the company's OpenID Connect provider.
 *
 * The library's own generic provider reads the discovery document once, at start, and drops a provider that is down
 * at that moment until the next restart; this one reads it when somebody signs in, and refuses what it cannot verify.
 */
export function companySignIn(
  company: CompanySignIn,
  log: SignInLog,
  clock: Clock,
  heard: (subject: string, groups: string[]) => void = () => {},
): BetterAuthPlugin {
  const discover = keepFor(discoveryLastsMilliseconds, clock, () => discoverProvider(company))

  const provider: OAuthProvider<Claims> = {
    id: companyProviderId,
    name: company.name,
    requiresIdTokenNonce: true,
    options: { disableIdTokenSignIn: true },
    accountSubject: ({ profile }) => profile.sub,

    async createAuthorizationURL({ state, codeVerifier, redirectURI, loginHint, idTokenNonce }) {
      const { authorization_endpoint } = await discover().catch(error => {
        log.error({ err: error, issuer: company.issuer }, 'The company sign-in does not answer')
        throw new APIError('BAD_GATEWAY', {
          code: 'COMPANY_UNREACHABLE',
          message: 'Company sign-in unreachable',
        })
      })
      return createAuthorizationURL({
        id: companyProviderId,
        options: company,
        authorizationEndpoint: authorization_endpoint,
        scopes: ['openid', 'email', 'profile', ...(company.groups?.scope ? [company.groups.scope] : [])],
        state,
        codeVerifier,
        redirectURI,
        loginHint,
        nonce: idTokenNonce,
      })
    },

    async validateAuthorizationCode({ code, codeVerifier, redirectURI }) {
      const { token_endpoint, token_endpoint_auth_methods_supported } = await discover()
      return validateAuthorizationCode({
        code,
        codeVerifier,
        redirectURI,
        options: company,
        tokenEndpoint: token_endpoint,
        authentication: token_endpoint_auth_methods_supported.includes('client_secret_basic')
          ? 'basic'
          : 'post',
      })
    },

    async getUserInfo({ idToken, accessToken, expectedIdTokenNonce }) {
      try {
        const discovered = await discover()
        const claims = await readIdToken(idToken, expectedIdTokenNonce)
        const person = claims.email
          ? claims
          : { ...(await askUserInfo(discovered, accessToken, claims.sub)), sub: claims.sub }
        if (company.groups) {
          const { claim } = company.groups
          const groups =
            groupsIn(claims, claim) ??
            groupsIn(person, claim) ??
            (discovered.userinfo_endpoint && claims.email
              ? groupsIn(await askUserInfo(discovered, accessToken, claims.sub), claim)
              : undefined)
          heard(claims.sub, groups ?? [])
        }
        return {
          data: person,
          user: {
            name: person.name ?? person.email ?? '',
            email: person.email,
            // A company's own provider that says nothing about it vouches for its addresses; one that says no does not.
            emailVerified: person.email_verified ?? true,
          },
        }
      } catch (error) {
        log.warn(
          { err: error, issuer: company.issuer },
          'The company sign-in gave an answer that cannot be trusted',
        )
        return null
      }
    },
  }

  async function readIdToken(idToken: string | undefined, nonce: string | undefined): Promise<Claims> {
    if (!idToken) throw new Error('no id_token')
    const { issuer, keys, id_token_signing_alg_values_supported: offered } = await discover()
    const algorithms = offered.filter(name => trustedAlgorithms.includes(name))
    const { payload } = await jwtVerify<JWTPayload>(idToken, keys, {
      issuer,
      audience: company.clientId,
      algorithms: algorithms.length > 0 ? algorithms : ['RS256'],
      requiredClaims: ['exp', 'iat', 'sub'],
      clockTolerance: 60,
      currentDate: clock.now(),
    })
    if (!nonce || payload.nonce !== nonce) throw new Error('the id_token answers another request')
    if (payload.azp !== undefined && payload.azp !== company.clientId)
      throw new Error('the id_token is for another program')
    return claimsSchema.parse(payload)
  }

  return {
    id: 'company-sign-in',
    init: context => ({ context: { socialProviders: [provider, ...context.socialProviders] } }),
  }
}

async function discoverProvider({ issuer }: CompanySignIn): Promise<Discovered> {
  const found = discoverySchema.parse(
    await getJson(`${withoutSlash(issuer)}/.well-known/openid-configuration`),
  )
  if (withoutSlash(found.issuer) !== withoutSlash(issuer)) {
    throw new Error(`the provider calls itself ${found.issuer}, not ${issuer}`)
  }
  return {
    ...found,
    keys: createRemoteJWKSet(new URL(found.jwks_uri), { timeoutDuration: patienceMilliseconds }),
  }
}

async function askUserInfo(
  { userinfo_endpoint }: Discovered,
  accessToken: string | undefined,
  subject: string,
): Promise<Claims> {
  if (!userinfo_endpoint || !accessToken) throw new Error('the provider gives no mail address')
  const claims = claimsSchema.parse(
    await getJson(userinfo_endpoint, { authorization: `Bearer ${accessToken}` }),
  )
  if (claims.sub !== subject) throw new Error('userinfo speaks of another person')
  return claims
}

async function getJson(address: string, headers: Record<string, string> = {}): Promise<unknown> {
  const response = await fetch(address, {
    headers: { accept: 'application/json', ...headers },
    redirect: 'error',
    signal: AbortSignal.timeout(patienceMilliseconds),
  })
  if (!response.ok) throw new Error(`${address} answered ${response.status}`)
  return response.json()
}

/** Remembers an answer for a while; a failure is never remembered. */
function keepFor<T>(milliseconds: number, clock: Clock, fetchIt: () => Promise<T>): () => Promise<T> {
  let kept: { until: number; answer: T } | undefined
  return async () => {
    if (kept && kept.until > clock.now().getTime()) return kept.answer
    const answer = await fetchIt()
    kept = { until: clock.now().getTime() + milliseconds, answer }
    return answer
  }
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '')
}
