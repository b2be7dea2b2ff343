import fastify, { type InjectOptions } from 'fastify'
import pg from 'pg'
import { pino } from 'pino'
import { problemOf } from '#server/platform/http/problems.ts'
import { createTranslate, languageOf } from '#server/platform/i18n.ts'
import { testDatabase, testSecretKey } from '#server/platform/testing/postgres.ts'
import { createAuth } from '../auth.ts'
import type { SignInMail } from '../mails.ts'
import type { AuthInput } from '../options.ts'
import { signInRoutes } from '../routes.ts'

const silent = pino({ level: 'silent' })

/** Sign-in over HTTP with its own database, a drawer of sent mails and a clock that the test turns. */
export async function signInApp(settings: Partial<AuthInput> = {}) {
  const database = await testDatabase()
  const pool = new pg.Pool({ connectionString: database.url, max: 4 })
  pool.on('error', () => {})
  const mails: SignInMail[] = []
  const clock = { at: new Date(), now: () => new Date(clock.at) }
  const t = createTranslate()
  const publicUrl = settings.publicUrl ?? 'https://care.example.test'
  const input: AuthInput = {
    pool,
    publicUrl,
    secretKey: testSecretKey,
    sendMail: async mail => void mails.push(mail),
    t,
    log: silent,
    mayEnter: async () => false,
    clock,
    ...settings,
  }
  const auth = createAuth(input)
  const app = fastify()
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error, languageOf(request.headers['accept-language']), t, silent)
    return reply.status(problem.status).type('application/problem+json').send(problem)
  })
  app.setNotFoundHandler((_, reply) => reply.status(404).send({ code: 'request.no_route' }))
  app.register(signInRoutes(auth, publicUrl))
  await app.ready()

  return {
    auth,
    input,
    app,
    pool,
    mails,
    clock,
    database,
    origin: new URL(publicUrl).origin,
    async close() {
      await auth.settle()
      await app.close()
      await pool.end()
    },
  }
}

export type SignInApp = Awaited<ReturnType<typeof signInApp>>

/** A browser on one address: keeps cookies, says where its page comes from, speaks one language. */
export function aBrowser(
  { app, origin }: { app: Pick<SignInApp['app'], 'inject'>; origin: string },
  { ip = anAddress(), language = 'fr' } = {},
) {
  const cookies = new Map<string, string>()
  const request = async (
    method: 'GET' | 'POST',
    path: string,
    body?: object,
    more: Record<string, string> = {},
  ) => {
    const options: InjectOptions = {
      method,
      url: `/api/auth${path}`,
      remoteAddress: ip,
      headers: {
        origin,
        'accept-language': language,
        cookie: cookieHeader(),
        'user-agent': 'Test browser',
        ...more,
      },
    }
    if (body) options.payload = body
    const answer = await app.inject(options)
    keep([answer.headers['set-cookie'] ?? []].flat())
    return answer
  }
  const cookieHeader = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const keep = (setCookies: string[]) => {
    for (const line of setCookies) {
      const [pair = '', ...attributes] = line.split('; ')
      const name = pair.slice(0, pair.indexOf('='))
      if (attributes.includes('Max-Age=0')) cookies.delete(name)
      else cookies.set(name, pair.slice(name.length + 1))
    }
  }
  return {
    ip,
    cookies,
    keep,
    headers: () => ({ cookie: cookieHeader() }),
    post: (path: string, body: object = {}, more?: Record<string, string>) =>
      request('POST', path, body, more),
    get: (path: string, more?: Record<string, string>) => request('GET', path, undefined, more),
  }
}

let people = 0

/** An address that no other test uses: identities are shared by all workspaces of a database. */
export function aMailAddress(name = 'nadia'): string {
  people += 1
  return `${name}.${process.pid}.${Date.now()}.${people}@example.test`
}

/** An IP address of one's own: attempts are counted per address. */
export function anAddress(): string {
  const part = () => Math.floor(Math.random() * 65_536).toString(16)
  return `2001:db8:${part()}:${part()}::1`
}

export const password = 'correct horse battery'

/** Somebody with a password, and a browser of theirs. */
export async function aPerson(world: SignInApp, name = 'Nadia Petit') {
  const user = await world.auth.createUser(aMailAddress(), name, password)
  return { ...user, browser: aBrowser(world) }
}

/** Somebody with a password who has just signed in with it. */
export async function aPersonSignedIn(world: SignInApp) {
  const person = await aPerson(world)
  const answer = await person.browser.post('/sign-in/email', { email: person.email, password })
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return person
}

/** The token in the link of a reset mail. */
export function tokenIn(text: string): string {
  return /\/sign-in\/reset#token=(\S+)/.exec(text)?.[1] ?? ''
}
