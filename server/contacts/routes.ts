import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { os } from './api.ts'
import {
  archiveAttribute,
  createAttribute,
  definitionsOf,
  toDefinition,
  updateAttribute,
} from './attributes.ts'
import { blockingRoutes } from './blocking/routes.ts'
import { cardFor, cards } from './cards.ts'
import { companyFor, listCompanies } from './companies.ts'
import { consentRoutes } from './consent/routes.ts'
import { exportContacts } from './exporting.ts'
import { addIdentity, removeIdentity, updateIdentity } from './identities.ts'
import { importRoutes } from './importing/routes.ts'
import type { ContactsDeps } from './index.ts'
import { mergingRoutes } from './merging/routes.ts'
import { createContact, updateContact } from './people.ts'
import { listRecords, putRecord } from './records.ts'
import { findContacts } from './search.ts'
import { sayIn, timelineOf } from './timeline.ts'
import { sightOf } from './visibility.ts'

/** The contract's contacts, each call in the one transaction of its request. */
export function contactRoutes(ground: Ground, { holding }: Pick<ContactsDeps, 'holding'>) {
  const card = async (tx: Tx, actor: Actor, id: string) => cardFor(tx, await sightOf(tx, actor), id)

  return os.router({
    ...mergingRoutes(ground),
    ...consentRoutes(ground),
    ...importRoutes(ground),
    ...blockingRoutes(ground),
    exportContacts: os.exportContacts.handler(async ({ input, context: { tx, actor, language } }) => {
      const made = await exportContacts(ground, tx, await sightOf(tx, actor), input, language)
      const day = ground.clock.now().toISOString().slice(0, 10)
      return { fileName: `contacts-${day}.csv`, ...made }
    }),
    listContacts: os.listContacts.handler(async ({ input, context: { tx, actor } }) => {
      const sight = await sightOf(tx, actor)
      const asked = { ...input, ...(input.segment && { holding: await holding(tx, input.segment) }) }
      const { ids, next } = await findContacts(tx, sight, asked)
      return { items: await cards(tx, sight, ids), next }
    }),
    createContact: os.createContact.handler(async ({ input, context: { tx, actor } }) =>
      card(tx, actor, await createContact(ground, tx, actor, input)),
    ),
    getContact: os.getContact.handler(({ input, context: { tx, actor } }) => card(tx, actor, input.id)),
    updateContact: os.updateContact.handler(async ({ input: { id, ...change }, context: { tx, actor } }) => {
      await updateContact(ground, tx, actor, id, change)
      return card(tx, actor, id)
    }),
    addIdentity: os.addIdentity.handler(async ({ input: { id, ...identity }, context: { tx, actor } }) => {
      await addIdentity(ground, tx, actor, id, identity)
      return card(tx, actor, id)
    }),
    updateIdentity: os.updateIdentity.handler(
      async ({ input: { id, identityId, ...change }, context: { tx, actor } }) => {
        await updateIdentity(ground, tx, actor, id, identityId, change)
        return card(tx, actor, id)
      },
    ),
    removeIdentity: os.removeIdentity.handler(async ({ input, context: { tx, actor } }) => {
      await removeIdentity(ground, tx, actor, input.id, input.identityId)
      return card(tx, actor, input.id)
    }),
    timeline: os.timeline.handler(async ({ input, context: { tx, actor, language } }) =>
      timelineOf(tx, await sightOf(tx, actor), input, sayIn(ground.t, language)),
    ),
    listRecords: os.listRecords.handler(async ({ input, context: { tx, actor } }) => ({
      items: await listRecords(tx, await sightOf(tx, actor), input.id),
    })),
    putRecord: os.putRecord.handler(({ input, context: { tx, actor } }) =>
      putRecord(ground, tx, actor, input),
    ),
    listCompanies: os.listCompanies.handler(async ({ input, context: { tx, actor } }) =>
      listCompanies(tx, await sightOf(tx, actor), input),
    ),
    getCompany: os.getCompany.handler(async ({ input, context: { tx, actor } }) =>
      companyFor(tx, await sightOf(tx, actor), input.id),
    ),
    listAttributes: os.listAttributes.handler(async ({ context: { tx } }) => ({
      items: (await definitionsOf(tx)).filter(one => !one.archived_at).map(toDefinition),
    })),
    createAttribute: os.createAttribute.handler(({ input, context: { tx, actor } }) =>
      createAttribute(ground, tx, actor, input),
    ),
    updateAttribute: os.updateAttribute.handler(({ input: { id, ...change }, context: { tx, actor } }) =>
      updateAttribute(ground, tx, actor, id, change),
    ),
    archiveAttribute: os.archiveAttribute.handler(async ({ input, context: { tx, actor } }) => {
      await archiveAttribute(ground, tx, actor, input.id)
      return { done: true as const }
    }),
  })
}
