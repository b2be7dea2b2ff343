import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { doLater, type Job } from '#server/platform/jobs.ts'
import { keptName } from './store.ts'

const task = 'email.drop_raw'
/** How long a mail stays as it came once it is understood: for disputes, and for reading it again with better eyes. */
const days = 30
const batch = 500

/** Deletes the bytes of a large mail from the file store, once what no longer wants them is committed. */
export async function dropRawLater(tx: Tx, receiptId: string): Promise<void> {
  await doLater(tx, { task, key: receiptId, payload: { receiptId } })
}

/** The job behind dropRawLater. */
export function dropRawJob(ground: Ground): Job {
  return {
    name: task,
    run: ({ workspaceId, receiptId }) => forget(ground, workspaceId, [String(receiptId)]),
  }
}

/** Forgets the bytes of mails understood a month ago; parked ones still wait for somebody. Returns how many. */
export async function purgeRaw(ground: Ground): Promise<number> {
  const before = new Date(ground.clock.now().getTime() - days * 86_400_000)
  let purged = 0
  for (;;) {
    const { rows } = await sql<{ workspace_id: string; id: string; is_kept: boolean }>`
      select workspace_id, id, raw_sha256 is not null as is_kept
      from receipts
      where state in ('parsed', 'ignored') and understood_at < ${before} and (raw is not null or raw_sha256 is not null)
      limit ${batch}`.execute(ground.db.system)
    for (const [workspaceId, receipts] of Map.groupBy(rows, row => row.workspace_id))
      await forget(
        ground,
        workspaceId,
        receipts.map(row => row.id),
        new Set(receipts.filter(row => row.is_kept).map(row => row.id)),
      )
    purged += rows.length
    if (rows.length < batch) return purged
  }
}

/** The object first: a row without its object is never read again, an object without its row would stay for ever. */
async function forget(
  ground: Ground,
  workspaceId: string,
  ids: string[],
  kept = new Set(ids),
): Promise<void> {
  for (const id of kept) await ground.files.dropKept(workspaceId, keptName(id))
  await ground.db.system
    .updateTable('receipts')
    .set({ raw: null, raw_sha256: null })
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', ids)
    .where('state', 'in', ['parsed', 'ignored'])
    .execute()
}
