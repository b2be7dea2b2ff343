import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type AttributeValues, changeAttributes } from './attribute-values.ts'
import { type AttributeDefinition, definitionsOf } from './attributes.ts'
import { cards } from './cards.ts'
import { contactRoutes } from './routes.ts'
import { refreshSearch } from './search.ts'
import { contactOfSender, type Sender, touchContact } from './senders.ts'
import { sightOf, visibleContactFields } from './visibility.ts'

export { normaliseIdentity } from './identity.ts'

export type Contacts = ReturnType<typeof createContacts>

/** People: how they are reached, what is known of them, what happened with them. */
export function createContacts(ground: Ground) {
  return {
    router: contactRoutes(ground),
    contactOfSender: (tx: Tx, sender: Sender) => contactOfSender(ground, tx, sender),
    touchContact,
    visibleContactFields,
    refreshSearch,
    /** The cards of these contacts that someone may see, as they may see them. */
    contactRows: async (tx: Tx, actor: Actor, ids: string[]) => cards(tx, await sightOf(tx, actor), ids),
    /** The attribute definitions in use of contacts or conversations. */
    attributesOf: async (tx: Tx, subject: AttributeDefinition['subject']) =>
      (await definitionsOf(tx, subject)).filter(one => !one.archived_at),
    /** The values after a change, each checked against its definition. */
    changeAttributes: async (
      tx: Tx,
      subject: AttributeDefinition['subject'],
      before: AttributeValues,
      changes: AttributeValues,
    ) => changeAttributes(await definitionsOf(tx, subject), before, changes),
  }
}
