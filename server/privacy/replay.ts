import { sql } from 'kysely'
import { standApart } from '#server/contacts/index.ts'
import type { Tx } from '#server/platform/db.ts'
import { dropForgotten } from '#server/platform/forgotten-files.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Job } from '#server/platform/jobs.ts'
import { erasePerson, settleTask } from './erase.ts'
import type { ErasureRow } from './receipts.ts'

const noteOf = (workspaceId: string, id: string) => `erasures/${workspaceId}/${id}.json`

/** Mails that left as files go by the ids of their deliveries; the channel that wrote them gives it. */
export type ForgetSent = (deliveryIds: string[]) => Promise<void>

/** After an erasure is committed: its files go, and its receipt is put beside the files, where every restore finds it. */
export function settleJob(ground: Ground, forgetSent: ForgetSent): Job {
  return {
    name: settleTask,
    async run({ workspaceId, erasureId, files, kept, sent }) {
      await forgetSent((sent ?? []) as string[])
      await dropForgotten(ground, String(workspaceId), { files: files as string[], kept: kept as string[] })
      if (!erasureId) return // conversations were emptied: their person is still there
      const row = await ground.db.system
        .selectFrom('erasures')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where('id', '=', String(erasureId))
        .executeTakeFirst()
      if (row) await ground.files.note(noteOf(workspaceId, row.id), Buffer.from(JSON.stringify(row)))
    },
  }
}

/**
 * Erases again whoever a restore brought back: the receipts beside the files, and those of the database, name them. Run
 * before the doors open. Gives how many were erased again.
 */
export async function replayErasures(ground: Ground): Promise<number> {
  for (const { bytes } of await ground.files.notes('erasures')) {
    const row = JSON.parse(Buffer.from(bytes).toString('utf8')) as ErasureRow
    await ground.db.systemTransaction(async tx => {
      const workspace = await tx
        .selectFrom('workspaces')
        .select('id')
        .where('id', '=', row.workspace_id)
        .executeTakeFirst()
      if (!workspace) return
      await tx
        .insertInto('erasures')
        .values({ ...row, counts: JSON.stringify(row.counts) })
        .onConflict(conflict => conflict.doNothing())
        .execute()
    })
  }
  const back = await ground.db.system
    .selectFrom('erasures')
    .select(['workspace_id', 'contact_id', 'contact_ids', 'cause'])
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('contacts')
          .select('contacts.id')
          .whereRef('contacts.workspace_id', '=', 'erasures.workspace_id')
          .where(eb =>
            eb.or([
              eb('contacts.id', '=', eb.ref('erasures.contact_id')),
              sql<boolean>`contacts.id = any (erasures.contact_ids)`,
            ]),
          )
          .where('contacts.erased_at', 'is', null),
      ),
    )
    .execute()
  for (const row of back) await ground.db.inWorkspace(row.workspace_id, tx => eraseAgain(ground, tx, row))
  return back.length
}

/** Erases the cards that a receipt names and no other, however the backup had merged them. */
async function eraseAgain(
  ground: Ground,
  tx: Tx,
  { contact_id, contact_ids, cause }: Pick<ErasureRow, 'contact_id' | 'contact_ids' | 'cause'>,
): Promise<void> {
  // Receipts of before cards were named stand for all that is merged there.
  const ids = contact_ids.length > 0 ? contact_ids : [contact_id]
  if (contact_ids.length > 0) await standApart(ground, tx, ids)
  // What was lifted before the erasure came back with the archive.
  await tx
    .deleteFrom('legal_holds')
    .where('workspace_id', '=', tx.workspaceId)
    .where('contact_id', 'in', ids)
    .execute()
  for (const id of ids) {
    const card = await tx
      .selectFrom('contacts')
      .select('erased_at')
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (card && !card.erased_at) await erasePerson(ground, tx, id, { cause, by: null })
  }
}
