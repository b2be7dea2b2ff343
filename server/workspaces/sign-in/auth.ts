import type { IncomingHttpHeaders } from 'node:http'
import { runWithTransaction } from '@better-auth/core/context'
import { betterAuth } from 'better-auth'
import { z } from 'zod'
import { isUniqueViolation } from '#server/platform/db.ts'
import { Invalid, Refused } from '#server/platform/errors.ts'
import {
  type AuthInput,
  authOptions,
  callerAddressHeader,
  endProofsUnderWay,
  maxPasswordLength,
  minPasswordLength,
  passkeySite,
} from './options.ts'
import { readSession, type SessionRow } from './session-reader.ts'

export type User = { userId: string; email: string; name: string }

export type Session = SessionRow & {
  /** What the answer must set for the browser to stay signed in as long as the session: empty on most requests. */
  setCookies: string[]
}

export type WaysIn = { secondStep: boolean; password: boolean; passkeys: number }

export type SignInMethod = 'password' | 'passkey' | 'oidc'

export type Auth = ReturnType<typeof createAuth>

/** As Fastify and sockets have them, or as the web has them. */
export type AnyHeaders = IncomingHttpHeaders | Headers

/** Builds sign-in: who a person is, and nothing about what they may do. */
export function createAuth(input: AuthInput) {
  const { pool, oidc } = input
  const mails = new Set<Promise<unknown>>()
  const auth = betterAuth(authOptions(input, mails))

  return {
    /** Answers one request to the library's own endpoints. */
    handle: (request: Request): Promise<Response> => auth.handler(request),

    /** Creates somebody who came by invitation or set-up; without a password they enter another way. */
    async createUser(email: string, name: string, password?: string): Promise<User> {
      const address = z.email().safeParse(email.trim().toLowerCase())
      if (!address.success) throw new Invalid('signin.invalid_address')
      if (password !== undefined) requireAcceptable(password)
      const { adapter, internalAdapter, password: passwords } = await auth.$context
      const hash = password === undefined ? undefined : await passwords.hash(password)
      try {
        return await runWithTransaction(adapter, async () => {
          const user = await internalAdapter.createUser(
            { email: address.data, name, emailVerified: true },
            { method: 'email-password' },
          )
          if (hash) {
            const ofUser = { userId: user.id, accountId: user.id }
            await internalAdapter.linkAccount({ ...ofUser, providerId: 'credential', password: hash })
          }
          return { userId: user.id, email: user.email, name: user.name }
        })
      } catch (error) {
        if (isUniqueViolation(error)) throw new Refused('signin.address_taken')
        throw error
      }
    },

    /** Finds a person by mail address, whatever its capitals. */
    async findUserByEmail(email: string): Promise<User | undefined> {
      const { rows } = await pool.query<User>(
        'select id as "userId", email, name from auth."user" where email = lower($1)',
        [email.trim()],
      )
      return rows[0]
    },

    /** Says whose session a request carries; `slide: false` where no answer can carry a cookie, as in a socket. */
    async sessionFor(headers: AnyHeaders, { slide = true } = {}): Promise<Session | undefined> {
      const cookie = headerIn(headers, 'cookie')
      if (!cookie) return undefined
      const { authCookies, secret, sessionConfig } = await auth.$context
      const session = await readSession(pool, { name: authCookies.sessionToken.name, secret }, cookie)
      if (!session) return undefined
      const dayOld =
        session.expiresAt.getTime() < Date.now() + (sessionConfig.expiresIn - sessionConfig.updateAge) * 1000
      if (!slide || !dayOld) return { ...session, setCookies: [] }
      const { response, headers: answered } = await auth.api.getSession({
        headers: new Headers({ cookie }),
        returnHeaders: true,
      })
      // Ended between the two readings: whoever ended it has the last word.
      if (!response) return undefined
      return { ...session, expiresAt: response.session.expiresAt, setCookies: answered.getSetCookie() }
    },

    /** Says which ways in a person has set up; for their own settings page. */
    async waysIn(userId: string): Promise<WaysIn> {
      const { rows } = await pool.query<WaysIn>(
        `select
          coalesce(u."twoFactorEnabled", false) as "secondStep",
          exists (select from auth.account a where a."userId" = u.id and a.password is not null) as "password",
          (select count(*)::int from auth.passkey p where p."userId" = u.id) as "passkeys"
        from auth."user" u
        where u.id = $1`,
        [userId],
      )
      return rows[0] ?? { secondStep: false, password: false, passkeys: 0 }
    },

    /** Signs a person in without asking anything: right after an invitation or set-up, and in the demonstration. */
    async startSessionFor(
      userId: string,
      from: { headers?: AnyHeaders; ip?: string } = {},
    ): Promise<string[]> {
      const about = new Headers({ 'user-agent': headerIn(from.headers ?? {}, 'user-agent') ?? '' })
      if (from.ip) about.set(callerAddressHeader, from.ip)
      const { headers: answered } = await auth.api.startSession({
        body: { userId },
        headers: about,
        returnHeaders: true,
      })
      return answered.getSetCookie()
    },

    /** Ends every session of a person, and every sign-in, reset link or trusted computer under way. */
    async revokeSessions(userId: string): Promise<void> {
      await endProofsUnderWay(pool, userId)
      const { internalAdapter } = await auth.$context
      await internalAdapter.deleteUserSessions(userId)
    },

    /** Forgets people for good, with all their ways in. */
    async deleteUsers(userIds: string[]): Promise<void> {
      await pool.query('delete from auth.verification where value = any($1)', [userIds])
      await pool.query('delete from auth."user" where id = any($1)', [userIds])
    },

    /** Says how somebody with this address may sign in, the likeliest first: from the settings alone, so that it
     * says nothing about who has an account. */
    methodsFor(email: string): { methods: SignInMethod[]; company: string | null } {
      const domain = email.trim().toLowerCase().split('@').at(-1) ?? ''
      const ours: SignInMethod[] = passkeySite(input.publicUrl) ? ['passkey', 'password'] : ['password']
      if (!oidc) return { methods: ours, company: null }
      const companyFirst = oidc.domains?.some(name => name.toLowerCase() === domain) ?? false
      return { methods: companyFirst ? ['oidc', ...ours] : [...ours, 'oidc'], company: oidc.name }
    },

    /** Deletes what has expired, with the addresses and browsers it names; meant for a daily job. */
    async deleteExpired(): Promise<void> {
      await pool.query('delete from auth.session where "expiresAt" < now()')
      await pool.query('delete from auth.verification where "expiresAt" < now()')
      await pool.query('delete from auth.attempt where until < now()')
    },

    /** Waits for the mails that were being sent after their answer; for a clean stop. */
    async settle(): Promise<void> {
      await Promise.all(mails)
    },
  }
}

function requireAcceptable(password: string): void {
  if (password.length < minPasswordLength)
    throw new Invalid('signin.password_too_short', { min: minPasswordLength })
  if (password.length > maxPasswordLength)
    throw new Invalid('signin.password_too_long', { max: maxPasswordLength })
}

function headerIn(headers: AnyHeaders, name: 'cookie' | 'user-agent'): string | undefined {
  return headers instanceof Headers ? (headers.get(name) ?? undefined) : headers[name]
}
