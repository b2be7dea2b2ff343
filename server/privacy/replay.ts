import { dropForgotten } from '#server/platform/forgotten-files.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Job } from '#server/platform/jobs.ts'
import { erasePerson, settleTask } from './erase.ts'
import type { ErasureRow } from './receipts.ts'

const noteOf = (workspaceId: string, id: string) => `erasures/${workspaceId}/${id}.json`

/** After an erasure is committed: its files go, and its receipt is put beside the files, where every restore finds it. */
export function settleJob(ground: Ground): Job {
  return {
    name: settleTask,
    async run({ workspaceId, erasureId, files, kept }) {
      await dropForgotten(ground, String(workspaceId), { files: files as string[], kept: kept as string[] })
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
    .innerJoin('contacts', join =>
      join
        .onRef('contacts.workspace_id', '=', 'erasures.workspace_id')
        .onRef('contacts.id', '=', 'erasures.contact_id'),
    )
    .select(['erasures.workspace_id', 'erasures.contact_id', 'erasures.cause'])
    .where('contacts.erased_at', 'is', null)
    .execute()
  for (const { workspace_id, contact_id, cause } of back)
    await ground.db.inWorkspace(workspace_id, async tx => {
      // What was lifted before the erasure came back with the archive.
      await tx
        .deleteFrom('legal_holds')
        .where('workspace_id', '=', workspace_id)
        .where('contact_id', '=', contact_id)
        .execute()
      await erasePerson(ground, tx, contact_id, { cause, by: null })
    })
  return back.length
}
