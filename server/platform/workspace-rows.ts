import type pg from 'pg'

/** How many rows of each table name a workspace, tables to come included; those with none are left out. */
export async function countRowsOf(
  client: pg.ClientBase,
  workspaceId: string,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of await tablesChildrenFirst(client)) {
    const { rows } = await client.query<{ n: number }>(
      `select count(*)::int as n from ${table} where workspace_id = $1`,
      [workspaceId],
    )
    if (rows[0]!.n > 0) counts[table] = rows[0]!.n
  }
  return counts
}

/** Deletes every row that names a workspace, and the jobs that wait for it; the workspace itself is the caller's. */
export async function deleteRowsOf(client: pg.ClientBase, workspaceId: string): Promise<void> {
  for (const table of await tablesChildrenFirst(client))
    await client.query(`delete from ${table} where workspace_id = $1`, [workspaceId])
  const { rows } = await client.query<{ queue: string | null }>(
    `select to_regclass('jobs._private_jobs')::text as queue`,
  )
  if (rows[0]!.queue)
    await client.query(`delete from ${rows[0]!.queue} where payload ->> 'workspaceId' = $1`, [workspaceId])
}

/** Every table that has a workspace_id, those that refer to others before those; tables to come are found by themselves. */
async function tablesChildrenFirst(client: pg.ClientBase): Promise<string[]> {
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
