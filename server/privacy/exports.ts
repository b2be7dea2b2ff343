import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Selectable, sql } from 'kysely'
import type { DataExport } from '#contract/privacy.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { DB, Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { doLater, type Job } from '#server/platform/jobs.ts'
import { gather, writeBundle } from './bundle.ts'
import { personOf } from './person.ts'
import { type ExportDeps, writeWorkspace } from './workspace-export.ts'

type ExportRow = Selectable<DB['data_exports']> & { member_name: string | null }

const task = 'privacy.export'
/** How long an export waits to be fetched. */
const daysKept = 7
/** How long a link to it is good for. */
const linkMinutes = 60

/** The name of an export in the store. */
export const exportName = (id: string) => `exports/${id}`

/** Asks for everything that is known of a person, as a file. */
export async function exportPersonLater(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  { id: contactId, language, reveal }: { id: string; language: 'fr' | 'en'; reveal: string[] },
): Promise<ExportRow> {
  await personOf(tx, contactId)
  const id = ground.newId()
  await tx
    .insertInto('data_exports')
    .values({
      workspace_id: tx.workspaceId,
      id,
      kind: 'person',
      contact_id: contactId,
      options: JSON.stringify({ language, reveal }),
      asked_by: actor.memberId,
      asked_at: ground.clock.now(),
    })
    .execute()
  await doLater(tx, { task, payload: { exportId: id } })
  await ground.recordEvent(tx, {
    type: 'contact.exported',
    actor: asEventActor(actor),
    subject: { kind: 'contact', id: contactId },
    contactId,
    data: { exportId: id, revealed: reveal.length },
  })
  return exportFor(tx, id)
}

/** Asks for everything of the workspace, as one file that another Boucle can take in. */
export async function exportWorkspaceLater(ground: Ground, tx: Tx, actor: Actor): Promise<ExportRow> {
  const id = ground.newId()
  await tx
    .insertInto('data_exports')
    .values({
      workspace_id: tx.workspaceId,
      id,
      kind: 'workspace',
      asked_by: actor.memberId,
      asked_at: ground.clock.now(),
    })
    .execute()
  await doLater(tx, { task, payload: { exportId: id } })
  await ground.recordEvent(tx, {
    type: 'workspace.exported',
    actor: asEventActor(actor),
    subject: { kind: 'workspace', id: tx.workspaceId },
    data: { exportId: id },
  })
  return exportFor(tx, id)
}

/** One export; throws when there is none. */
export async function exportFor(tx: Tx, id: string): Promise<ExportRow> {
  const [row] = await exportRows(tx, { id, limit: 1 })
  if (!row) throw new NotFound('data_export')
  return row
}

/** Exports, newest first. */
export async function exportRows(
  tx: Tx,
  { id, after, limit }: { id?: string; after?: string | undefined; limit: number },
): Promise<ExportRow[]> {
  const { rows } = await sql<ExportRow>`
    select x.*, m.name as member_name
    from data_exports x
    left join members m on m.workspace_id = x.workspace_id and m.id = x.asked_by
    where x.workspace_id = ${tx.workspaceId}
      ${id ? sql`and x.id = ${id}` : sql``}
      ${after ? sql`and x.id < ${after}` : sql``}
    order by x.id desc
    limit ${limit}`.execute(tx)
  return rows
}

/** Ends an export: its file goes with it. */
export async function deleteExport(tx: Tx, id: string): Promise<void> {
  await exportFor(tx, id)
  await tx
    .deleteFrom('data_exports')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  await doLater(tx, { task: 'privacy.drop_export', payload: { exportId: id } })
}

/** What is done for exports outside of requests. */
export function exportJobs(ground: Ground, deps: ExportDeps): Job[] {
  return [
    { name: task, run: ({ workspaceId, exportId }) => make(ground, deps, workspaceId, String(exportId)) },
    {
      name: 'privacy.drop_export',
      run: ({ workspaceId, exportId }) => ground.files.dropKept(workspaceId, exportName(String(exportId))),
    },
  ]
}

async function make(ground: Ground, deps: ExportDeps, workspaceId: string, id: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'boucle-export-'))
  try {
    const path = join(folder, 'export')
    const asked = await ground.db.readWorkspace(
      workspaceId,
      async tx => (await exportRows(tx, { id, limit: 1 }))[0],
    )
    if (!asked || asked.state === 'ready') return // erased, ended, or made already
    await note(ground, workspaceId, id, { state: 'making', progress: 0 })
    if (asked.contact_id === null)
      await writeWorkspace(ground, deps, path, workspaceId, progress =>
        note(ground, workspaceId, id, { progress }),
      )
    else await writePerson(ground, path, asked)
    await ground.files.keepFile(workspaceId, exportName(id), path)
    await settle(ground, workspaceId, id, { bytes: (await stat(path)).size, sha256: await hashOf(path) })
  } catch (error) {
    await note(ground, workspaceId, id, {
      state: 'failed',
      error: error instanceof Error ? error.message.slice(0, 500) : String(error),
    })
    throw error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function writePerson(ground: Ground, path: string, asked: ExportRow): Promise<void> {
  const { language, reveal } = asked.options as { language: 'fr' | 'en'; reveal: string[] }
  await ground.db.readWorkspace(asked.workspace_id, async tx => {
    const { name } = await tx
      .selectFrom('workspaces')
      .select('name')
      .where('id', '=', asked.workspace_id)
      .executeTakeFirstOrThrow()
    const gathered = await gather(tx, await personOf(tx, asked.contact_id!), reveal)
    await writeBundle(ground, path, asked.workspace_id, gathered, {
      language,
      workspaceName: name,
      at: ground.clock.now(),
    })
  })
}

async function note(
  ground: Ground,
  workspaceId: string,
  id: string,
  change: { state?: ExportRow['state']; progress?: number; error?: string },
): Promise<void> {
  await ground.db.inWorkspace(workspaceId, tx =>
    tx
      .updateTable('data_exports')
      .set(change)
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .execute(),
  )
}

async function settle(
  ground: Ground,
  workspaceId: string,
  id: string,
  made: { bytes: number; sha256: Buffer },
) {
  const at = ground.clock.now()
  const { numUpdatedRows } = await ground.db.inWorkspace(workspaceId, tx =>
    tx
      .updateTable('data_exports')
      .set({
        ...made,
        state: 'ready',
        progress: 100,
        error: null,
        ready_at: at,
        expires_at: new Date(at.getTime() + daysKept * 86_400_000),
      })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .executeTakeFirst(),
  )
  // Its person was erased, or it was ended, while it was being made.
  if (numUpdatedRows === 0n) await ground.files.dropKept(workspaceId, exportName(id))
}

async function hashOf(path: string): Promise<Buffer> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest()
}

/** Ends exports whose time is over. */
export async function endExports(ground: Ground): Promise<void> {
  const due = await ground.db.system
    .updateTable('data_exports')
    .set({ state: 'expired' })
    .where('state', '=', 'ready')
    .where('expires_at', '<=', ground.clock.now())
    .returning(['workspace_id', 'id'])
    .execute()
  for (const { workspace_id, id } of due) await ground.files.dropKept(workspace_id, exportName(id))
}

const signed = (workspaceId: string, id: string, until: number) => `export/${workspaceId}/${id}/${until}`

/** A link that opens an export for an hour, to whoever holds it. */
function linkTo(ground: Ground, workspaceId: string, id: string): string {
  const until = Math.floor(ground.clock.now().getTime() / 1000) + linkMinutes * 60
  const signature = ground.secrets.sign(signed(workspaceId, id, until), 24)
  return `/api/v1/data-exports/${id}/file?workspace=${workspaceId}&until=${until}&signature=${signature}`
}

/** True for a link that we made and that is still good. */
export function opensExport(
  ground: Ground,
  { workspace, id, until, signature }: { workspace: string; id: string; until: string; signature: string },
): boolean {
  const seconds = Number(until)
  if (!Number.isSafeInteger(seconds) || seconds * 1000 < ground.clock.now().getTime()) return false
  return ground.secrets.verify(signed(workspace, id, seconds), signature, 24)
}

/** An export as the contract says it. */
export function toExport(ground: Ground, row: ExportRow): DataExport {
  return {
    id: row.id,
    kind: row.kind,
    contactId: row.contact_id,
    state: row.state,
    progress: row.progress,
    bytes: row.bytes,
    sha256: row.sha256?.toString('hex') ?? null,
    askedAt: row.asked_at.toISOString(),
    askedBy: row.asked_by && row.member_name ? { id: row.asked_by, name: row.member_name } : null,
    readyAt: row.ready_at?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null,
    error: row.error,
    url: row.state === 'ready' ? linkTo(ground, row.workspace_id, row.id) : null,
  }
}
