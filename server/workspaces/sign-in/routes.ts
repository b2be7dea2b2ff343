import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Invalid, Refused } from '#server/platform/errors.ts'
import type { Auth } from './auth.ts'
import { callerAddressHeader } from './options.ts'
import { companyRedirect, refusalFrom } from './problems.ts'

/**
 * What of the library can be reached, and nothing else: a new version of it opens no door by itself.
 * Sign-up, changing one's address and reading sessions or provider tokens are absent on purpose.
 */
export const libraryEndpoints = [
  ['POST', '/sign-in/email'],
  ['POST', '/sign-in/social'],
  ['GET', '/callback/oidc'],
  ['POST', '/sign-out'],
  ['POST', '/request-password-reset'],
  ['POST', '/reset-password'],
  ['POST', '/change-password'],
  ['POST', '/revoke-other-sessions'],
  ['POST', '/two-factor/enable'],
  ['POST', '/two-factor/disable'],
  ['POST', '/two-factor/verify-totp'],
  ['POST', '/two-factor/verify-backup-code'],
  ['POST', '/two-factor/generate-backup-codes'],
  ['GET', '/passkey/generate-authenticate-options'],
  ['POST', '/passkey/verify-authentication'],
  ['GET', '/passkey/generate-register-options'],
  ['POST', '/passkey/verify-registration'],
  ['GET', '/passkey/list-user-passkeys'],
  ['POST', '/passkey/update-passkey'],
  ['POST', '/passkey/delete-passkey'],
] as const

/** Headers that the library reads; everything else a caller sends, the address they claim first, stays outside. */
const passedHeaders = [
  'cookie',
  'origin',
  'referer',
  'user-agent',
  'accept-language',
  'sec-fetch-site',
  'sec-fetch-mode',
  'sec-fetch-dest',
]

/** Serves sign-in under `/api/auth`. */
export function signInRoutes(auth: Auth, publicUrl: string): FastifyPluginAsync {
  return async app => {
    for (const [method, path] of libraryEndpoints) {
      app.route({
        method,
        url: `/api/auth${path}`,
        handler: async (request, reply) => {
          const answer = await auth.handle(toWebRequest(request, `/api/auth${path}`, publicUrl))
          return sendAnswer(answer, reply)
        },
      })
    }

    app.post('/api/auth/methods', async (request, reply) => {
      const given = methodsInput.safeParse(request.body)
      if (!given.success) throw new Invalid('signin.invalid_address')
      return reply.header('cache-control', 'no-store').send(auth.methodsFor(given.data.email))
    })

    app.get('/api/auth/session', async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const session = await auth.sessionFor(request.headers)
      if (!session) throw new Refused('signin.session_needed', {}, 401)
      const { setCookies, sessionId: _, ...about } = session
      if (setCookies.length > 0) reply.header('set-cookie', setCookies)
      return { ...about, ...(await auth.waysIn(session.userId)) }
    })
  }
}

const methodsInput = z.object({ email: z.email().max(320) })

function toWebRequest(request: FastifyRequest, path: string, publicUrl: string): Request {
  const url = new URL(path, publicUrl)
  url.search = request.url.split('?').slice(1).join('?')
  const headers = new Headers({ [callerAddressHeader]: request.ip })
  for (const name of passedHeaders) {
    const value = request.headers[name]
    if (typeof value === 'string') headers.set(name, value)
  }
  if (request.method === 'GET') return new Request(url, { headers })
  headers.set('content-type', 'application/json')
  return new Request(url, { method: request.method, headers, body: JSON.stringify(request.body ?? {}) })
}

async function sendAnswer(answer: Response, reply: FastifyReply) {
  reply.header('cache-control', 'no-store')
  const cookies = answer.headers.getSetCookie()
  if (cookies.length > 0) reply.header('set-cookie', cookies)
  const location = answer.headers.get('location')
  // The library also names a location in answers that are read, not followed.
  if (location && answer.status === 302) return reply.redirect(companyRedirect(location), 302)
  const body = await readBody(answer)
  if (answer.ok) return reply.status(answer.status).send(withoutTokens(body))
  const seconds = Number(answer.headers.get('x-retry-after') ?? 0)
  if (seconds > 0) reply.header('retry-after', seconds)
  throw refusalFrom(answer.status, codeIn(body), seconds)
}

async function readBody(answer: Response): Promise<unknown> {
  const text = await answer.text()
  if (text === '') return null
  return answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : null
}

/** The cookie is the session; scripts of the page need no copy of it. */
function withoutTokens(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  const { token: _, session: __, ...rest } = body as Record<string, unknown>
  return rest
}

function codeIn(body: unknown): string | undefined {
  const code = (body as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}
