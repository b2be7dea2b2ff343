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

function passwordKeys(ctx: Context) {
  const mail = mailOf(ctx)
  const address = ctx.headers ? getIP(ctx.headers, ctx.context.options) : undefined
  return { account: `password ${mail}`, accountAndAddress: `password ${mail} ${address ?? 'unknown'}` }
}

/** Hashed: the table of attempts also sees addresses that nobody here ever gave us. */
function mailOf(ctx: Context): string {
  const mail: unknown = ctx.body?.email
  return createHash('sha256').update(String(mail).trim().toLowerCase()).digest('base64url')
}
