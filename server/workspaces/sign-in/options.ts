import { hkdfSync } from 'node:crypto'
import { passkey } from '@better-auth/passkey'
import type { BetterAuthOptions } from 'better-auth'
import { APIError, createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import { z } from 'zod'
import type { Clock } from '#server/platform/clock.ts'
import { languageOf, type Translate } from '#server/platform/i18n.ts'
import { accountGuard } from './guard.ts'
import { passwordChangedMail, resetMail, type SignInMail } from './mails.ts'
import { type CompanySignIn, companyProviderId, companySignIn } from './oidc.ts'
import { createThrottle, defaultLimits, type SignInLimits } from './throttle.ts'

export type SignInLog = Record<'info' | 'warn' | 'error', (details: object, message: string) => void>

export type AuthInput = {
  /** Logs in as the owner of the schema `auth`, never as the program's own role. */
  pool: Pool
  publicUrl: string
  /** Signs cookies and encrypts the secrets of second factors: changing it signs everybody out. */
  secretKey: string
  sendMail(mail: SignInMail): Promise<void>
  t: Translate
  log: SignInLog
  /** Asked when the company's provider vouches for somebody unknown: is a membership or an invitation waiting for them? */
  mayEnter(email: string): Promise<boolean>
  oidc?: CompanySignIn
  /** Told, before their session begins, which groups the company's provider names for somebody. */
  companyGroups?: (userId: string, groups: string[]) => Promise<void>
  rateLimit?: Partial<SignInLimits>
  clock: Clock
}

/** Header that carries the address of the caller from our routes to the library; a caller's own copy never passes. */
export const callerAddressHeader = 'x-boucle-caller-address'

export const minPasswordLength = 10
export const maxPasswordLength = 200

/** Gives the library its settings; a test compares the tables they ask for with our migration. */
export function authOptions(input: AuthInput, mails: Set<Promise<unknown>>) {
  const { pool, publicUrl, log, t, clock } = input
  const limits = { ...defaultLimits, ...input.rateLimit }
  const throttle = createThrottle(pool, clock)
  const site = passkeySite(publicUrl)
  /** What the provider has just said of whoever is signing in, by its own name of them. */
  const heard = new Map<string, string[]>()

  return {
    appName: 'Boucle',
    baseURL: publicUrl,
    basePath: '/api/auth',
    // Not the key itself, which other parts use for other things.
    secret: Buffer.from(hkdfSync('sha256', input.secretKey, 'boucle', 'sign-in', 32)).toString('hex'),
    trustedOrigins: sameMachine(new URL(publicUrl)),
    database: {
      dialect: new PostgresDialect({ pool }),
      type: 'postgres',
      transaction: true,
      schemaName: 'auth',
    },
    telemetry: { enabled: false },
    // No level here: naming one makes the library's router also write to the console.
    logger: { log: (level, message, ...details) => logLine(log, level, message, details) },
    onAPIError: { errorURL: `${new URL(publicUrl).origin}/sign-in` },

    emailAndPassword: {
      enabled: true,
      // People come by invitation or by the set-up page, which call createUser.
      disableSignUp: true,
      minPasswordLength,
      maxPasswordLength,
      resetPasswordTokenExpiresIn: 3600,
      revokeSessionsOnPasswordReset: true,
      async sendResetPassword({ user, token }, request) {
        // After the #, the token reaches neither the log of a proxy nor the Referer of the next page.
        const link = new URL(`/sign-in/reset#token=${token}`, publicUrl).href
        await input.sendMail(resetMail({ ...aboutMail(user, request), link }))
      },
      async onPasswordReset({ user }, request) {
        await endProofsUnderWay(pool, user.id)
        const link = new URL('/sign-in', publicUrl).href
        inBackground(input.sendMail(passwordChangedMail({ ...aboutMail(user, request), link })))
      },
    },

    session: { expiresIn: 14 * 24 * 3600, updateAge: 24 * 3600, freshAge: 24 * 3600 },
    verification: { storeIdentifier: 'hashed' },
    account: {
      updateAccountOnSignIn: false,
      accountLinking: {
        enabled: true,
        // Nobody can register an address that is not theirs (no public sign-up), so the local mark proves nothing more.
        requireLocalEmailVerified: false,
      },
    },

    databaseHooks: {
      user: {
        create: {
          async before(user, context) {
            if (!context?.path.startsWith('/callback/')) return
            if (!user.emailVerified) throw new APIError('FORBIDDEN', { code: 'email_not_verified' })
            if (!(await input.mayEnter(user.email))) throw new APIError('FORBIDDEN', { code: 'not_invited' })
          },
        },
      },
      session: {
        create: {
          async before({ userId }, context) {
            if (input.companyGroups && context?.path.startsWith('/callback/'))
              await tellGroups(userId, input.companyGroups)
          },
        },
      },
      account: {
        // We never call the provider in a person's name: its tokens would only be something to steal.
        create: { before: async account => ({ data: { ...account, ...noTokens } }) },
        update: { before: async account => ({ data: { ...account, ...noTokens } }) },
      },
    },

    rateLimit: {
      enabled: true,
      window: limits.otherPerAddress.windowSeconds,
      max: limits.otherPerAddress.max,
      customRules: {
        '/sign-in/*': rule(limits.secretPerAddress),
        '/two-factor/*': rule(limits.secretPerAddress),
        '/passkey/verify-authentication': rule(limits.secretPerAddress),
        '/reset-password': rule(limits.secretPerAddress),
        '/change-password': rule(limits.secretPerAddress),
        '/request-password-reset': rule(limits.mailPerAddress),
      },
      customStorage: {
        async consume(key, { window, max }) {
          const answer = await throttle.take(`address ${key}`, { max, windowSeconds: window })
          return answer.allowed
            ? { allowed: true, retryAfter: null }
            : { allowed: false, retryAfter: answer.retryAfterSeconds }
        },
      },
    },

    advanced: {
      cookiePrefix: 'boucle',
      useSecureCookies: publicUrl.startsWith('https://'),
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true },
      database: { generateId: 'uuid', validateSchema: false },
      ipAddress: { ipAddressHeaders: [callerAddressHeader] },
      // Said aloud because the library switches these checks off when it believes it is in a test.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      // Sent after the answer: the time a mail takes would tell who has an account.
      backgroundTasks: { handler: inBackground },
    },

    plugins: [
      accountGuard(throttle, limits),
      twoFactor({ issuer: 'Boucle' }),
      passkey({
        rpName: 'Boucle',
        rpID: site?.id ?? 'localhost',
        origin: site?.origins ?? [],
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        // A passkey replaces password and second factor together, so its holder must have been recognised.
        registration: {
          afterVerification: async ({ verification }) =>
            requireRecognised(verification.registrationInfo?.userVerified),
        },
        authentication: {
          afterVerification: async ({ verification }) =>
            requireRecognised(verification.authenticationInfo.userVerified),
        },
      }),
      ...(input.oidc
        ? [companySignIn(input.oidc, log, clock, (subject, groups) => heard.set(subject, groups))]
        : []),
      {
        id: 'session-by-us',
        endpoints: {
          startSession: createAuthEndpoint.serverOnly(
            { method: 'POST', body: z.object({ userId: z.uuid() }), requireHeaders: true },
            async ctx => {
              const user = await ctx.context.internalAdapter.findUserById(ctx.body.userId)
              if (!user) throw new APIError('NOT_FOUND', { code: 'USER_NOT_FOUND' })
              const session = await ctx.context.internalAdapter.createSession(user.id)
              await setSessionCookie(ctx, { session, user })
              return ctx.json({ sessionId: session.id })
            },
          ),
        },
      },
    ],
  } satisfies BetterAuthOptions

  /** A session begins only once rights are those of the groups: its first request already has them. */
  async function tellGroups(userId: string, tell: NonNullable<AuthInput['companyGroups']>) {
    const { rows } = await pool.query<{ subject: string }>(
      'select "accountId" as subject from auth.account where "userId" = $1 and "providerId" = $2',
      [userId, companyProviderId],
    )
    for (const { subject } of rows) {
      const groups = heard.get(subject)
      heard.delete(subject)
      if (groups) await tell(userId, groups)
    }
  }

  function aboutMail(user: { email: string; name: string }, request: Request | undefined) {
    const language = languageOf(request?.headers.get('accept-language') ?? undefined)
    return { t, language, to: user.email, name: user.name }
  }

  function inBackground(work: Promise<unknown>): void {
    const watched = work
      .catch(error => log.error({ err: error }, 'A mail about signing in could not be handed over'))
      .finally(() => mails.delete(watched))
    mails.add(watched)
  }
}

/** Passkeys belong to a host name, never to an IP address; on one's own machine `localhost` is that name. */
export function passkeySite(publicUrl: string): { id: string; origins: string[] } | undefined {
  const url = new URL(publicUrl)
  const isAddress = /^[\d.]+$|^\[/.test(url.hostname)
  if (!isAddress) return { id: url.hostname, origins: [url.origin] }
  const onThisMachine = sameMachine(url).find(origin => new URL(origin).hostname === 'localhost')
  return onThisMachine ? { id: 'localhost', origins: [onThisMachine] } : undefined
}

/** The origin people use; on one's own machine, also its other name. */
function sameMachine(url: URL): string[] {
  const loopback = ['localhost', '127.0.0.1', '[::1]']
  if (!loopback.includes(url.hostname)) return [url.origin]
  return loopback.map(name => url.origin.replace(url.hostname, name))
}

/** Ends sign-ins, reset links and trusted computers of a person; their sessions are another matter. */
export async function endProofsUnderWay(pool: Pool, userId: string): Promise<void> {
  await pool.query('delete from auth.verification where value = $1', [userId])
}

async function requireRecognised(recognised: boolean | undefined): Promise<undefined> {
  if (!recognised)
    throw new APIError('FORBIDDEN', { code: 'PASSKEY_WITHOUT_HOLDER', message: 'Holder not recognised' })
}

function rule({ max, windowSeconds }: { max: number; windowSeconds: number }) {
  return { max, window: windowSeconds }
}

const noTokens = {
  accessToken: null,
  refreshToken: null,
  idToken: null,
  accessTokenExpiresAt: null,
  refreshTokenExpiresAt: null,
}

function logLine(log: SignInLog, level: string, message: string, details: unknown[]): void {
  const err = details.find(detail => detail instanceof Error)
  log[level === 'error' ? 'error' : 'info'](err ? { err } : {}, `Sign-in: ${message}`)
}
