import { sql } from 'kysely'
import type { Tx } from './db.ts'
import type { Ground } from './ground.ts'

/** Forgets files that nothing names any more; gives the hashes of the bytes that may go once this is committed. */
export async function forgetFiles(tx: Tx, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const { rows: places } = await sql<{ table: string; column: string }>`
    select c.relname as table, a.attname as column
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname like '%file_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`.execute(
    tx,
  )
  const used = places.map(
    ({ table, column }) => sql`
      and not exists (select from ${sql.table(table)} u where u.workspace_id = f.workspace_id and u.${sql.ref(column)} = f.id)`,
  )
  const { rows } = await sql<{ sha256: Buffer }>`
    delete from files f
    where f.workspace_id = ${tx.workspaceId} and f.id = any (${ids}::uuid[]) ${sql.join(used, sql` `)}
    returning sha256`.execute(tx)
  return [...new Set(rows.map(({ sha256 }) => sha256.toString('hex')))]
}

/** Deletes the bytes of forgotten files that no row names, and what was kept under names of its own. */
export async function dropForgotten(
  ground: Ground,
  workspaceId: string,
  { files, kept }: { files: string[]; kept: string[] },
): Promise<void> {
  for (const sha256 of files) {
    const hash = Buffer.from(sha256, 'hex')
    const still = await ground.db.system
      .selectFrom('files')
      .select('id')
      .where('workspace_id', '=', workspaceId)
      .where('sha256', '=', hash)
      .executeTakeFirst()
    if (!still) await ground.files.drop(workspaceId, hash)
  }
  for (const name of kept) await ground.files.dropKept(workspaceId, name)
}
