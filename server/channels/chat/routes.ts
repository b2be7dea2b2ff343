import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import type { Ground } from '#server/platform/ground.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { renewSecret } from './settings.ts'

/** What of the contract's channels is about chats alone. */
export function chatRoutes(ground: Ground) {
  const os = implement(contract.channels).$context<RequestContext>().use(guard)
  return {
    renewIdentitySecret: os.renewIdentitySecret.handler(({ input, context: { tx, actor } }) =>
      renewSecret(ground, tx, actor, input.id),
    ),
  }
}
