import { createHash } from 'node:crypto'
import { APIError } from '@better-auth/core/error'
import { getIP } from '@better-auth/core/utils/ip'
import type { BetterAuthPlugin } from 'better-auth'
import { createAuthMiddleware, isAPIError } from 'better-auth/api'
import type { Limit, SignInLimits, Throttle } from './throttle.ts'

type Context = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0]

/** Counts what is tried against one account, which the library's limit per address does not see. */
export function accountGuard(throttle: Throttle, limits: SignInLimits): BetterAuthPlugin {
  return {
    id: 'account-guard',
    hooks: {
      before: [
        {
          matcher: ({ path }) => path === '/sign-in/email',
          handler: createAuthMiddleware(async ctx => {
            const { account, accountAndAddress } = passwordKeys(ctx)
            // The narrow count first: an attacker whose address is shut must not use up the account's own count.
            await takeOrRefuse(accountAndAddress, limits.passwordPerAccountAndAddress)
            await takeOrRefuse(account, limits.passwordPerAccount)
          }),
        },
        {
          matcher: ({ path }) => path === '/two-factor/verify-totp',
          handler: createAuthMiddleware(async ctx => {
            const key = await codeKey(ctx)
            // A code read over somebody's shoulder opens nothing any more: each one signs in once (RFC 6238, 5.2).
            if (key && !(await throttle.take(key, codeOnce)).allowed)
              throw new APIError('UNAUTHORIZED', { code: 'INVALID_CODE', message: 'Code already used' })
          }),
        },
        {
          matcher: ({ path }) => path === '/request-password-reset',
          handler: createAuthMiddleware(async ctx => {
            // Counted for unknown addresses too: a difference would tell who has an account.
            await takeOrRefuse(`mail ${mailOf(ctx)}`, limits.mailPerAccount)
          }),
        },
      ],
      after: [
        {
          matcher: ({ path }) => path === '/sign-in/email',
          handler: createAuthMiddleware(async ctx => {
            if (isAPIError(ctx.context.returned)) return
            await throttle.forget(Object.values(passwordKeys(ctx)))
          }),
        },
        {
          matcher: ({ path }) => path === '/two-factor/verify-totp',
          handler: createAuthMiddleware(async ctx => {
            // A wrong code was not used: the library counts how often it is tried.
            const key = isAPIError(ctx.context.returned) && (await codeKey(ctx))
            if (key) await throttle.forget([key])
          }),
        },
      ],
    },
  }

  async function takeOrRefuse(key: string, limit: Limit): Promise<void> {
    const answer = await throttle.take(key, limit)
    if (answer.allowed) return
    throw new APIError(
      'TOO_MANY_REQUESTS',
      { code: 'TOO_MANY_ATTEMPTS', message: 'Too many attempts' },
      { 'x-retry-after': String(answer.retryAfterSeconds) },
    )
  }
}

/** Longer than a code is taken: its own half minute, and those before and after. */
const codeOnce: Limit = { max: 1, windowSeconds: 120 }

/** The code of who is between the password and the code; undefined when nobody is, as when the second step is set up. */
async function codeKey(ctx: Context): Promise<string | undefined> {
  const { name } = ctx.context.createAuthCookie('two_factor')
  const step = await ctx.getSignedCookie(name, ctx.context.secret)
  const entering = step ? await ctx.context.internalAdapter.findVerificationValue(step) : null
  return entering ? `code ${sha256(`${entering.value} ${String(ctx.body?.code).trim()}`)}` : undefined
}

function passwordKeys(ctx: Context) {
  const mail = mailOf(ctx)
  const address = ctx.headers ? getIP(ctx.headers, ctx.context.options) : undefined
  return { account: `password ${mail}`, accountAndAddress: `password ${mail} ${address ?? 'unknown'}` }
}

/** Hashed: the table of attempts also sees addresses that nobody here ever gave us. */
function mailOf(ctx: Context): string {
  const mail: unknown = ctx.body?.email
  return sha256(String(mail).trim().toLowerCase())
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url')
