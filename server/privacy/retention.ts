import { type Retention, retentionKeys } from '#contract/privacy.ts'
import type { Actor } from '#server/platform/actor.ts'
import { asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Counts } from './receipts.ts'

export type RetentionKey = (typeof retentionKeys)[number]

/** Months that the program proposes. Customers: the relation and three years, then five apart for claims; complaints alike. */
export const proposed: Record<RetentionKey, number> = {
  prospects: 36,
  archive: 36,
  customers: 96,
  conversations: 36,
  complaints: 96,
  visitors: 3,
  accessLog: 12,
}

/** What was announced is left this long to be read, and to be changed. */
const noticeDays = 14

export interface RetentionSettings {
  enabled: boolean
  months: Record<RetentionKey, number>
  /** When administrators were told what the first purge would take; null while there was nothing to tell. */
  announcedAt: Date | null
  /** Since when the purge takes what it finds. */
  startedAt: Date | null
}

/** What a workspace has set, over what is proposed. */
export async function retentionOf(tx: Tx): Promise<RetentionSettings> {
  const row = await tx
    .selectFrom('retention_settings')
    .select(['enabled', 'periods', 'announced_at', 'started_at'])
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirst()
  return {
    enabled: row?.enabled ?? true,
    months: { ...proposed, ...(row?.periods as object) },
    announcedAt: row?.announced_at ?? null,
    startedAt: row?.started_at ?? null,
  }
}

/** Changes how long data stays. DAT-13 leaves six to twelve months to the log of accesses. */
export async function changeRetention(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  change: { enabled?: boolean | undefined; months?: Partial<Record<RetentionKey, number>> | undefined },
): Promise<void> {
  const before = await retentionOf(tx)
  const after = { enabled: change.enabled ?? before.enabled, months: { ...before.months, ...change.months } }
  const { archive, customers, conversations, complaints } = after.months
  if (archive >= customers || conversations > complaints) throw new Refused('privacy.archive_first', {}, 422)
  if (after.months.accessLog < 6 || after.months.accessLog > 12)
    throw new Refused('privacy.access_log_months', {}, 422)
  const row = {
    enabled: after.enabled,
    periods: JSON.stringify(after.months),
    // Whoever turns it on has decided: nobody needs to be told first.
    ...(change.enabled === true && !before.startedAt && { started_at: ground.clock.now() }),
    updated_by: actor.memberId,
    updated_at: ground.clock.now(),
  }
  await tx
    .insertInto('retention_settings')
    .values({ workspace_id: tx.workspaceId, ...row })
    .onConflict(conflict => conflict.column('workspace_id').doUpdateSet(row))
    .execute()
  await ground.recordEvent(tx, {
    type: 'retention.updated',
    actor: asEventActor(actor),
    subject: { kind: 'retention', id: tx.workspaceId },
    data: { before: { enabled: before.enabled, months: before.months }, after },
  })
}

/** The first purge after an announcement. */
export const firstPurge = (announcedAt: Date): Date =>
  new Date(announcedAt.getTime() + noticeDays * 86_400_000)

/** The settings and the last receipts, as the contract says them. */
export async function toRetention(tx: Tx, word: (key: string) => string): Promise<Retention> {
  const { enabled, months, announcedAt, startedAt } = await retentionOf(tx)
  const runs = await tx
    .selectFrom('retention_runs')
    .select(['at', 'counts'])
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('id', 'desc')
    .limit(10)
    .execute()
  return {
    enabled,
    startsAt: enabled && announcedAt && !startedAt ? firstPurge(announcedAt).toISOString() : null,
    hasStarted: startedAt !== null,
    rules: retentionKeys.map(key => ({
      key,
      name: word(`retention.${key}.name`),
      effect: word(`retention.${key}.effect`),
      months: months[key],
      proposed: proposed[key],
    })),
    runs: runs.map(({ at, counts }) => ({
      at: at.toISOString(),
      parts: retentionKeys.map(part => ({
        part,
        name: word(`retention.${part}.name`),
        count: (counts as Counts)[part] ?? 0,
      })),
    })),
  }
}
