import type { Actor } from '#server/platform/actor.ts'
import { asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { os } from '../api.ts'
import { contactFor } from '../cards.ts'
import { fieldOf } from '../field-names.ts'
import { sightOf } from '../visibility.ts'
import { fieldsOf } from './fields.ts'
import { merge, mergeRecord, unmerge } from './merge.ts'
import { dismiss, propose } from './proposals.ts'
import { duplicatesOf, listDuplicates, mergesOf, previewOf, toMerge } from './reading.ts'
import { headOf, rowOf } from './tree.ts'

/** Duplicates and merges of the contract. */
export function mergingRoutes(ground: Ground) {
  const shown = async (tx: Tx, actor: Actor, id: string) =>
    (await contactFor(tx, await sightOf(tx, actor), id)).id
  return {
    listDuplicates: os.listDuplicates.handler(({ input, context: { tx } }) => listDuplicates(tx, input)),
    searchDuplicates: os.searchDuplicates.handler(async ({ context: { tx } }) => ({
      found: await propose(tx, ground.clock.now()),
    })),
    duplicatesOf: os.duplicatesOf.handler(async ({ input, context: { tx } }) => ({
      items: await duplicatesOf(tx, input.id),
    })),
    dismissDuplicate: os.dismissDuplicate.handler(async ({ input, context: { tx, actor } }) => {
      const pair: [string, string] = [await shown(tx, actor, input.id), await shown(tx, actor, input.otherId)]
      if (pair[0] === pair[1]) throw new NotFound('contact')
      await dismiss(tx, pair, { at: ground.clock.now(), by: actor.memberId })
      await ground.recordEvent(tx, {
        type: 'contact.duplicate_dismissed',
        actor: asEventActor(actor),
        subject: { kind: 'contact', id: pair[0] },
        contactId: pair[0],
        data: { otherId: pair[1] },
      })
      return { done: true as const }
    }),
    restoreDuplicate: os.restoreDuplicate.handler(async ({ input, context: { tx, actor } }) => {
      const pair: [string, string] = [await shown(tx, actor, input.id), await shown(tx, actor, input.otherId)]
      await dismiss(tx, pair, { at: null, by: null })
      await propose(tx, ground.clock.now(), pair)
      await ground.recordEvent(tx, {
        type: 'contact.duplicate_restored',
        actor: asEventActor(actor),
        subject: { kind: 'contact', id: pair[0] },
        contactId: pair[0],
        data: { otherId: pair[1] },
      })
      return { done: true as const }
    }),
    mergePreview: os.mergePreview.handler(async ({ input, context: { tx, actor } }) =>
      previewOf(tx, await shown(tx, actor, input.id), await shown(tx, actor, input.otherId)),
    ),
    listMerges: os.listMerges.handler(async ({ input, context: { tx } }) => ({
      items: await mergesOf(tx, input.id),
    })),
    mergeContacts: os.mergeContacts.handler(async ({ input, context: { tx, actor } }) => {
      const sight = await sightOf(tx, actor)
      await contactFor(tx, sight, input.id)
      await contactFor(tx, sight, input.otherId)
      const id = await merge(ground, tx, asEventActor(actor), {
        intoId: input.id,
        fromId: input.otherId,
        chosen: input.chosen.map(fieldOf),
        because: 'person',
      })
      return toMerge(tx, (await mergeRecord(tx, id))!, fieldsOf(await rowOf(tx, input.id)))
    }),
    undoMerge: os.undoMerge.handler(async ({ input, context: { tx, actor } }) => {
      const head = await shown(tx, actor, input.id)
      const found = await mergeRecord(tx, input.mergeId)
      if (!found || ![await headOf(tx, found.into_id), await headOf(tx, found.from_id)].includes(head))
        throw new NotFound('merge')
      const from = await unmerge(ground, tx, asEventActor(actor), input.mergeId)
      // Whoever undoes says that they are two people: nothing proposes or merges them again by itself.
      await dismiss(tx, [found.into_id, from], { at: ground.clock.now(), by: actor.memberId })
      return { from: { id: from, name: (await rowOf(tx, from)).name } }
    }),
  }
}
