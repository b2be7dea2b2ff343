import { asEventActor } from '#server/platform/actor.ts'
import type { Ground } from '#server/platform/ground.ts'
import { os } from '../api.ts'
import { contactFor } from '../cards.ts'
import { sightOf } from '../visibility.ts'
import { consentOf, ledgerOf, mayContact, recordConsent } from './ledger.ts'

/** The consent ledger of the contract. */
export function consentRoutes(ground: Ground) {
  return {
    listConsents: os.listConsents.handler(async ({ input, context: { tx, actor } }) =>
      ledgerOf(tx, (await contactFor(tx, await sightOf(tx, actor), input.id)).id),
    ),
    recordConsent: os.recordConsent.handler(
      async ({ input: { id, at, ...said }, context: { tx, actor } }) => {
        await contactFor(tx, await sightOf(tx, actor), id, { lock: true })
        // Of the card that was named, also when another shows it: there it goes back if they turn out to be two people.
        const entry = await recordConsent(ground, tx, asEventActor(actor), id, {
          ...said,
          at: at ? new Date(at) : undefined,
        })
        return consentOf(tx, entry)
      },
    ),
    mayContact: os.mayContact.handler(async ({ input, context: { tx, actor } }) => {
      const { id } = await contactFor(tx, await sightOf(tx, actor), input.id)
      return mayContact(tx, id, input.purpose, input.channel ?? null)
    }),
  }
}
