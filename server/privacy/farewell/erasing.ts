import type pg from 'pg'
import * as z from 'zod'
import type { Ground } from '#server/platform/ground.ts'
import { countRowsOf, deleteRowsOf } from '#server/platform/workspace-rows.ts'
import type { ForgetSent } from '../replay.ts'
import { Statement, writeCertificate } from './certificate.ts'

export interface FarewellDeps {
  forgetSent: ForgetSent
  version: string
}

/** What was counted before it went: the statement without its last line. */
const Counted = Statement.omit({ finishedAt: true })
type Counted = z.infer<typeof Counted>

/** What lies beside all files, where a restore finds it. */
const Note = z.object({
  certificateId: z.string(),
  workspace: z.string(),
  counted: Counted,
  document: z.string().nullable(),
})
const noteOf = (workspaceId: string) => `farewells/${workspaceId}.json`

/** For so long after, what was on its way while a workspace went is looked for again. */
const sweepDays = 2

/**
 * Erases the workspaces whose days are over, and ends what a stop cut in two: rows go in one transaction, with the
 * certificate begun in it; then files; then the certificate is signed. Each step may be done again.
 */
export async function eraseDueWorkspaces(ground: Ground, deps: FarewellDeps): Promise<number> {
  const due = await ground.db.system
    .selectFrom('workspace_erasures')
    .select('workspace_id')
    .where('due_at', '<=', ground.clock.now())
    .orderBy('workspace_id')
    .execute()
  let erased = 0
  for (const { workspace_id } of due) if (await eraseRows(ground, deps, workspace_id)) erased += 1
  await finishErasures(ground)
  return erased
}

/** Erases again the workspaces that a restore brought back. Run before the doors open. */
export async function replayFarewells(ground: Ground, deps: FarewellDeps): Promise<number> {
  let back = 0
  for (const { bytes } of await ground.files.notes('farewells')) {
    const { certificateId, workspace, counted, document } = Note.parse(
      JSON.parse(Buffer.from(bytes).toString('utf8')),
    )
    await ground.db.system
      .insertInto('erasure_certificates')
      .values({
        ...{ id: certificateId, workspace, counted: JSON.stringify(counted), begun_at: counted.erasedAt },
        ...{ document, finished_at: document && ground.clock.now() },
      })
      .onConflict(conflict => conflict.doNothing())
      .execute()
    if (await inTransaction(ground, client => deleteAll(client, deps, workspace))) {
      back += 1
      await ground.files.removeWorkspace(workspace)
    }
  }
  await finishErasures(ground)
  return back
}

/** The rows of one workspace, if its end still stands now that it is locked; its certificate is begun by the same commit. */
async function eraseRows(ground: Ground, deps: FarewellDeps, workspaceId: string): Promise<boolean> {
  const files = await ground.files.countOf(workspaceId)
  const now = ground.clock.now()
  return inTransaction(ground, async client => {
    const { rows } = await client.query<{
      slug: string
      name: string
      certificate_id: string
      asked_at: Date
      confirmed_at: Date
    }>(
      `select w.slug, w.name, e.certificate_id, e.asked_at, e.confirmed_at
      from workspaces w join workspace_erasures e on e.workspace_id = w.id
      where w.id = $1 and e.due_at <= $2
        and not exists (select from legal_holds h where h.workspace_id = w.id)
      for update of w`,
      [workspaceId, now],
    )
    const [row] = rows
    // Taken back meanwhile, or done by another node; or somebody is kept for a claim: it waits.
    if (!row) return false
    const counted: Counted = {
      id: row.certificate_id,
      workspace: { id: workspaceId, slug: row.slug, name: row.name },
      askedAt: row.asked_at.toISOString(),
      confirmedAt: row.confirmed_at.toISOString(),
      erasedAt: now.toISOString(),
      rows: await countRowsOf(client, workspaceId),
      files,
      accounts: (await accountsOf(client, workspaceId)).length,
      by: { program: `Boucle ${deps.version}`, at: ground.publicUrl },
    }
    await client.query(
      'insert into erasure_certificates (id, workspace, counted, begun_at) values ($1, $2, $3, $4) on conflict do nothing',
      [row.certificate_id, workspaceId, JSON.stringify(counted), now],
    )
    return deleteAll(client, deps, workspaceId)
  })
}

/** Everything that names a workspace in the database, and the mails of it that lie as files; false when it is not there. */
async function deleteAll(client: pg.ClientBase, deps: FarewellDeps, workspaceId: string): Promise<boolean> {
  const found = await client.query('select from workspaces where id = $1 for update', [workspaceId])
  if (!found.rowCount) return false
  const { rows: mails } = await client.query<{ id: string }>(
    'select id from deliveries where workspace_id = $1',
    [workspaceId],
  )
  await deps.forgetSent(mails.map(({ id }) => id))
  const accounts = await accountsOf(client, workspaceId)
  await client.query(
    `delete from auth.verification v
    where v.value = any ($1) or exists (
      select from auth."user" u where u.id::text = any ($1) and position(lower(u.email) in lower(v.identifier)) > 0)`,
    [accounts],
  )
  await deleteRowsOf(client, workspaceId)
  await client.query('delete from auth."user" where id::text = any ($1)', [accounts])
  await client.query('delete from workspaces where id = $1', [workspaceId])
  return true
}

/** Accounts of people who are members here and nowhere else. */
async function accountsOf(client: pg.ClientBase, workspaceId: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select distinct m.user_id::text as id from members m
    where m.workspace_id = $1 and m.user_id is not null
      and not exists (select from members o where o.user_id = m.user_id and o.workspace_id <> $1)`,
    [workspaceId],
  )
  return rows.map(({ id }) => id)
}

/** What comes after the commit, for each workspace that is on its way out; and a last look at those that just went. */
async function finishErasures(ground: Ground): Promise<void> {
  const since = new Date(ground.clock.now().getTime() - sweepDays * 86_400_000)
  const rows = await ground.db.system
    .selectFrom('erasure_certificates')
    .select(['id', 'workspace', 'counted', 'document'])
    .where(eb => eb.or([eb('document', 'is', null), eb('finished_at', '>', since)]))
    .orderBy('id')
    .execute()
  for (const { id, workspace, counted: kept, document } of rows) {
    const there = await ground.db.system
      .selectFrom('workspaces')
      .select('id')
      .where('id', '=', workspace)
      .executeTakeFirst()
    // Taken in again from its export, as it may be: it lives.
    if (there) continue
    const counted = Counted.parse(kept)
    const note = (words: string | null) =>
      ground.files.note(
        noteOf(workspace),
        Buffer.from(
          JSON.stringify({ certificateId: id, workspace, counted, document: words } satisfies z.infer<
            typeof Note
          >),
        ),
      )
    if (!document) await note(null)
    await inTransaction(ground, async client => {
      await deleteRowsOf(client, workspace)
      return true
    })
    await ground.files.removeWorkspace(workspace)
    await ground.files.dropNotes(`erasures/${workspace}`)
    if (document) continue
    const finishedAt = ground.clock.now()
    const words = writeCertificate(ground.secrets, { ...counted, finishedAt: finishedAt.toISOString() })
    const { numUpdatedRows } = await ground.db.system
      .updateTable('erasure_certificates')
      .set({ document: words, finished_at: finishedAt })
      .where('id', '=', id)
      .where('document', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows > 0n) await note(words)
    ground.log.info({ workspace, certificate: id }, 'a workspace was erased')
  }
}

async function inTransaction<Result>(
  ground: Ground,
  work: (client: pg.ClientBase) => Promise<Result>,
): Promise<Result> {
  const client = await ground.db.pools.system.connect()
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => {}) // the connection is gone, and its transaction with it
    throw error
  } finally {
    client.release()
  }
}
