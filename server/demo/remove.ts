import type pg from 'pg'
import type { Files } from '#server/platform/files.ts'
import { deleteRowsOf } from '#server/platform/workspace-rows.ts'

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
    await deleteRowsOf(client, workspaceId)
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
