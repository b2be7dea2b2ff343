import { sql } from 'kysely'
import type { AuditEntry } from '#contract/workspaces.ts'
import { Invalid } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { isId } from '#server/platform/ids.ts'
import type { Timer } from '#server/platform/jobs.ts'
import { decodeCursor, toPage } from '#server/platform/paging.ts'
import { os } from '../api.ts'
import { type AuditRow, auditRows } from './queries.ts'

/** CNIL 2021-122 asks for six to twelve months of access log. */
const monthsKept = 12

/** Routes of the audit page. */
export function auditRoutes() {
  return {
    audit: os.audit.handler(async ({ input, context: { tx } }) => {
      const { cursor, limit, ...filter } = input
      const before = cursor === undefined ? undefined : decodeCursor(cursor, 1)[0]
      if (before !== undefined && !isId(before)) throw new Invalid('request.cursor')
      const rows = await auditRows(tx, { ...filter, before, limit: limit + 1 })
      return toPage(rows, limit, row => [row.id], toEntry)
    }),
  }
}

/**
 * Deletes what the access log has kept for its twelve months. Requests cannot: their role may only add to the log.
 * It exists to say who consulted what, never to judge people's work, so no report may read it (a test looks).
 */
export function purgeAccessLog({ db, clock }: Ground): Timer {
  return {
    name: 'workspaces.purge_access_log',
    pattern: '17 3 * * *',
    async run() {
      const workspaces = await db.system.selectFrom('workspaces').select('id').execute()
      for (const { id } of workspaces) {
        // Month by month of the calendar, by the key of the table.
        await sql`
          delete from access_log
          where workspace_id = ${id}
            and id < first_id_at(${clock.now()}::timestamptz - make_interval(months => ${monthsKept}))`.execute(
          db.system,
        )
      }
    },
  }
}

function toEntry(row: AuditRow): AuditEntry {
  const { id, kind, type } = row
  return {
    id,
    at: row.at.toISOString(),
    kind,
    type,
    actorKind: row.actor_kind,
    actor: row.actor_id && row.actor_name !== null ? { id: row.actor_id, name: row.actor_name } : null,
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    data: row.details ? { ...row.data, details: row.details } : row.data,
  }
}
