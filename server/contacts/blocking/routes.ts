import type { Ground } from '#server/platform/ground.ts'
import { os } from '../api.ts'
import type { IdentityKind } from '../identity.ts'
import { updateContact } from '../people.ts'
import { blockByHand, unblock } from './blocking.ts'
import { blockedById, listBlocked } from './queries.ts'

/** Blocked senders of the contract. */
export function blockingRoutes(ground: Ground) {
  return {
    listBlockedSenders: os.listBlockedSenders.handler(({ input, context: { tx } }) => listBlocked(tx, input)),
    blockSender: os.blockSender.handler(async ({ input, context: { tx, actor } }) => {
      const { reason, conversationId } = input
      return blockedById(tx, await blockByHand(ground, tx, actor, input, { reason, conversationId }))
    }),
    unblockSender: os.unblockSender.handler(async ({ input, context: { tx, actor } }) => {
      const { kind, value } = await blockedById(tx, input.id)
      if (kind === 'person') await updateContact(ground, tx, actor, input.id, { blocked: false })
      else await unblock(ground, tx, actor, { kind: kind as IdentityKind | 'domain', value })
      return { done: true as const }
    }),
  }
}
