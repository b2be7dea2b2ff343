import type pg from 'pg'
import type { Files } from '#server/platform/files.ts'

/** Deletes a demonstration wholly: every row of every table that names its workspace, its people's sign-ins, its files. */
export async function removeDemo({
  pool,
  files,
  workspaceId,
}: {
  pool: pg.Pool
  files: Files
  workspaceId: string
}): Promise<boolean> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const { rowCount } = await client.query('select from workspaces where id = $1 and is_demo for update', [
      workspaceId,
    ])
    if (!rowCount) {
      await client.query('rollback')
      return false
    }
    await removeSignIns(client, workspaceId)
    for (const table of await tablesChildrenFirst(client))
      await client.query(`delete from ${table} where workspace_id = $1`, [workspaceId])
    await client.query('delete from workspaces where id = $1', [workspaceId])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {}) // the connection is gone, and its transaction with it
    throw error
  } finally {
    client.release()
  }
  await files.removeWorkspace(workspaceId)
  return true
}

/** People of the demonstration have addresses that nobody can own; a real person who was invited keeps their sign-in. */
async function removeSignIns(client: pg.PoolClient, workspaceId: string) {
  await client.query(
    `delete from auth."user" u
    using members m
    where m.workspace_id = $1 and m.user_id = u.id and u.email like '%.test'
      and not exists (select from members elsewhere where elsewhere.user_id = u.id and elsewhere.workspace_id <> $1)`,
    [workspaceId],
  )
}

/** Every table that has a workspace_id, those that refer to others before those; tables to come are found by themselves. */
async function tablesChildrenFirst(client: pg.PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string; parents: string[] }>(
    `select c.oid::regclass::text as name,
      coalesce((
        select array_agg(distinct f.confrelid::regclass::text)
        from pg_constraint f where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid
      ), '{}') as parents
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    order by 1`,
  )
  const parentsOf = new Map(rows.map(({ name, parents }) => [name, parents]))
  const sorted: string[] = []
  const visit = (name: string) => {
    if (sorted.includes(name)) return
    for (const parent of parentsOf.get(name) ?? []) if (parentsOf.has(parent)) visit(parent)
    sorted.push(name)
  }
  for (const name of parentsOf.keys()) visit(name)
  return sorted.reverse()
}
