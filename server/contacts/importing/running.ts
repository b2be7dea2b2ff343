import type { Selectable } from 'kysely'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import type { EventActor } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Imports } from '#server/platform/schema.ts'
import { definitionsOf } from '../attributes.ts'
import { propose } from '../merging/proposals.ts'
import { countryOf } from '../workspace-country.ts'
import { type FileLine, Overtaken, writeBatch } from './batch.ts'
import { writeCompanies } from './company-lines.ts'
import { rowsOf, textOf } from './file.ts'
import type { Reading } from './lines.ts'

export type ImportRecord = Selectable<Imports>

/** Lines that are written and committed together: where a killed import goes on. */
const batchSize = 1000

/** Name under which the bytes of an import are kept until it is done. */
export const keptName = (importId: string): string => `import-${importId}`

/**
 * Runs an import from the line where it is: each batch and how far it is are one transaction, so that an import that is
 * killed goes on without doing a line twice or leaving one out.
 */
export async function runImport(ground: Ground, workspaceId: string, importId: string): Promise<void> {
  const importing = await ground.db.readWorkspace(workspaceId, tx => importOf(tx, importId))
  if (importing?.state !== 'running') return
  try {
    const bytes = await ground.files.readKept(workspaceId, keptName(importId))
    const text = textOf(bytes, importing.encoding)
    let waiting: FileLine[] = []
    let line = 0
    for await (const record of rowsOf(text, importing.separator)) {
      line += 1
      // Line 1 has the headings; what was done before this run is behind us.
      if (line === 1 || line - 1 <= importing.done) continue
      waiting.push({ line, record })
      if (waiting.length < batchSize) continue
      if (!(await commitBatch(ground, importing, waiting))) return
      waiting = []
    }
    if (waiting.length > 0 && !(await commitBatch(ground, importing, waiting))) return
    await finish(ground, workspaceId, importId, {})
    await ground.files.dropKept(workspaceId, keptName(importId))
  } catch (error) {
    ground.log.error({ error, importId }, 'an import stopped')
    const problem = error instanceof Refused ? error.code : 'import.failed'
    await finish(ground, workspaceId, importId, { problem })
  }
}

/** One import as it stands. */
export function importOf(tx: Tx, id: string): Promise<ImportRecord | undefined> {
  return tx
    .selectFrom('imports')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** What a mapping reads lines with. */
export async function readingOf(
  tx: Tx,
  columns: readonly string[],
  mapping: readonly (string | null)[],
): Promise<Reading> {
  return { columns, mapping, definitions: await definitionsOf(tx, 'contact'), country: await countryOf(tx) }
}

/** False when another worker has gone on with it, or somebody stopped it. */
async function commitBatch(ground: Ground, importing: ImportRecord, lines: FileLine[]): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ground.db.inWorkspace(importing.workspace_id, async tx => {
        const now = await lockImport(tx, importing.id)
        if (now?.state !== 'running' || now.done !== lines[0]!.line - 2) return false
        const reading = await readingOf(tx, now.columns, now.mapping as (string | null)[])
        const write = now.subject === 'company' ? writeCompanies : writeBatch
        const result = await write(
          ground,
          tx,
          { id: now.id, actor: actorOf(now), onMatch: now.on_match },
          lines,
          reading,
        )
        await tx
          .updateTable('imports')
          .set(eb => ({
            done: now.done + lines.length,
            created: eb('created', '+', result.created),
            updated: eb('updated', '+', result.updated),
            unchanged: eb('unchanged', '+', result.unchanged),
            refused: eb('refused', '+', result.refused),
          }))
          .where('workspace_id', '=', tx.workspaceId)
          .where('id', '=', now.id)
          .execute()
        return true
      })
    } catch (error) {
      // A mail of a newcomer arrived between looking and writing: the next look finds them.
      if (error instanceof Overtaken && attempt < 5) continue
      throw error
    }
  }
}

/** The row of an import, until the end of the transaction. */
export function lockImport(tx: Tx, id: string): Promise<ImportRecord | undefined> {
  return tx
    .selectFrom('imports')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

async function finish(
  ground: Ground,
  workspaceId: string,
  importId: string,
  { problem = null }: { problem?: string | null },
): Promise<void> {
  await ground.db.inWorkspace(workspaceId, async tx => {
    const now = ground.clock.now()
    const done = await tx
      .updateTable('imports')
      // The first lines were for choosing columns: nobody needs them any more.
      .set({ state: problem ? 'failed' : 'done', problem, finished_at: now, sample: '[]' })
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', importId)
      .where('state', '=', 'running')
      .returningAll()
      .executeTakeFirst()
    if (!done) return
    if (done.subject === 'contact') await propose(tx, now)
    const { created, updated, unchanged, refused } = done
    await ground.recordEvent(tx, {
      type: problem ? 'import.failed' : 'import.finished',
      actor: byOf(done),
      subject: { kind: 'import', id: importId },
      data: { created, updated, unchanged, refused, ...(problem && { problem }) },
    })
  })
}

/** Whoever started an import, as its events say it. */
export const byOf = (row: Pick<ImportRecord, 'by_kind' | 'by_id'>): EventActor => ({
  kind: row.by_kind,
  id: row.by_id,
})

/** Whoever started an import, with the rights that starting it took. */
export const actorOf = (row: ImportRecord): Actor => ({
  kind: row.by_kind,
  id: row.by_id,
  memberId: row.by_kind === 'member' ? row.by_id : null,
  workspaceId: row.workspace_id,
  role: 'supervisor',
  scopes: null,
  teamIds: [],
  partnerId: null,
  name: '',
  language: 'fr',
})
