import { sql } from 'kysely'
import type { Ground } from '#server/platform/ground.ts'

/** Deletes a workspace wholly: every row that carries its id, then its files. */
export async function removeWorkspace(ground: Ground, workspaceId: string): Promise<void> {
  await ground.db.systemTransaction(async tx => {
    // Foreign keys are checked at the end of each statement: the order is that of nobody pointing at what goes.
    await sql`set local session_replication_role = replica`.execute(tx)
    const { rows } = await sql<{ table_name: string }>`
      select c.relname as table_name
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped
      where c.relkind in ('r', 'p') and not c.relispartition`.execute(tx)
    for (const { table_name } of rows)
      await sql`delete from ${sql.table(table_name)} where workspace_id = ${workspaceId}`.execute(tx)
    await sql`delete from workspaces where id = ${workspaceId}`.execute(tx)
  })
  await ground.files.removeWorkspace(workspaceId)
}
