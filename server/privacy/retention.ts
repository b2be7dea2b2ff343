import { sql } from 'kysely'
import { type Retention, retentionKeys } from '#contract/privacy.ts'
import type { Actor } from '#server/platform/actor.ts'
import { asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { erasePerson } from './erase.ts'
import type { Counts } from './receipts.ts'

export type RetentionKey = (typeof retentionKeys)[number]

/** Months that the program proposes; customers: the relation and three years, then five for claims. */
export const proposed: Record<RetentionKey, number> = {
  prospects: 36,
  customers: 96,
  visitors: 3,
  accessLog: 12,
}

export interface RetentionSettings {
  enabled: boolean
  months: Record<RetentionKey, number>
}

/** What a workspace has set, over what is proposed. */
export async function retentionOf(tx: Tx): Promise<RetentionSettings> {
  const row = await tx
    .selectFrom('retention_settings')
    .select(['enabled', 'periods'])
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirst()
  return { enabled: row?.enabled ?? false, months: { ...proposed, ...(row?.periods as object) } }
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
  if (after.months.accessLog < 6 || after.months.accessLog > 12)
    throw new Refused('privacy.access_log_months', {}, 422)
  const row = {
    enabled: after.enabled,
    periods: JSON.stringify(after.months),
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
    data: { before, after },
  })
}

/** What tonight's purge would take. */
export async function tryRetention(ground: Ground, tx: Tx): Promise<Counts> {
  const { months } = await retentionOf(tx)
  const counts: Counts = {}
  for (const key of ['prospects', 'customers', 'visitors'] as const) {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from contacts c where ${dormant(ground, tx, key, months[key])}`.execute(tx)
    counts[key] = rows[0]!.n
  }
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from access_log
    where workspace_id = ${tx.workspaceId} and id < first_id_at(${monthsAgo(ground, months.accessLog)}::timestamptz)`.execute(
    tx,
  )
  counts.accessLog = rows[0]!.n
  return counts
}

/**
 * People who have not written for so long: who wrote last is counted from what they wrote themselves, and nobody under a
 * hold or with something still open: a conversation, a request about their data, a recovery. A card that was merged into
 * another is judged with it, never by its own dates.
 */
function dormant(ground: Ground, tx: Tx, key: 'prospects' | 'customers' | 'visitors', months: number) {
  const kinds = {
    prospects: sql`c.stage = 'prospect' and not ${onlyVisitor}`,
    customers: sql`c.stage <> 'prospect' and not ${onlyVisitor}`,
    visitors: onlyVisitor,
  }
  return sql`c.workspace_id = ${tx.workspaceId} and c.erased_at is null and c.merged_into is null and ${kinds[key]}
    and greatest(c.last_contact_at, c.created_at,
      case when c.stage <> 'prospect' then c.stage_since end) < ${monthsAgo(ground, months)}::timestamptz
    and c.id not in (${keptFor(tx)})
    and not exists (
      select from recoveries r where r.workspace_id = c.workspace_id and r.contact_id = c.id and r.state <> 'repaired')
    and not exists (
      select from conversations o where o.workspace_id = c.workspace_id and o.contact_id = c.id
        and o.status <> 'closed' and not o.is_spam)`
}

/** Cards of people under a hold or with an open request, on whichever of their cards that was said. */
const keptFor = (tx: Tx) => sql`
  with recursive kept (id) as (
    select s.id from (
      select contact_id as id from legal_holds where workspace_id = ${tx.workspaceId}
      union
      select contact_id from rights_requests where workspace_id = ${tx.workspaceId} and decided_at is null
    ) s
    union
    select m.merged_into from kept
    join contacts m on m.workspace_id = ${tx.workspaceId} and m.id = kept.id and m.merged_into is not null
  )
  select id from kept`

/** Somebody of whom nothing is known but a browser. */
const onlyVisitor = sql`(
  exists (select from identities i where i.workspace_id = c.workspace_id and i.contact_id = c.id)
  and not exists (
    select from identities i where i.workspace_id = c.workspace_id and i.contact_id = c.id and i.kind <> 'visitor'))`

function monthsAgo(ground: Ground, months: number): string {
  const at = new Date(ground.clock.now())
  at.setUTCMonth(at.getUTCMonth() - months)
  return at.toISOString()
}

const batch = 50

/** The nightly purge of every workspace that wants one; each that took something leaves a receipt. */
export async function purge(ground: Ground): Promise<void> {
  const workspaces = await ground.db.system
    .selectFrom('retention_settings')
    .select('workspace_id')
    .where('enabled', '=', true)
    .execute()
  for (const { workspace_id } of workspaces) await purgeOne(ground, workspace_id)
}

async function purgeOne(ground: Ground, workspaceId: string): Promise<void> {
  const counts: Counts = {}
  for (const key of ['prospects', 'customers', 'visitors'] as const)
    for (;;) {
      const found = await ground.db.readWorkspace(workspaceId, async tx => {
        const { months } = await retentionOf(tx)
        const { rows } = await sql<{ id: string }>`
          select c.id from contacts c where ${dormant(ground, tx, key, months[key])} order by c.id limit ${batch}`.execute(
          tx,
        )
        return rows
      })
      // One each: a purge that is stopped has done what it did.
      for (const { id } of found)
        await ground.db.inWorkspace(workspaceId, tx =>
          erasePerson(ground, tx, id, { cause: 'retention', by: null }),
        )
      counts[key] = (counts[key] ?? 0) + found.length
      if (found.length < batch) break
    }
  await ground.db.inWorkspace(workspaceId, async tx => {
    const { months } = await retentionOf(tx)
    const { rows } = await sql<{ n: number }>`
      select forget_accesses(${monthsAgo(ground, months.accessLog)}::timestamptz) as n`.execute(tx)
    counts.accessLog = rows[0]!.n
    if (!Object.values(counts).some(count => count > 0)) return
    const id = ground.newId()
    await tx
      .insertInto('retention_runs')
      .values({ workspace_id: workspaceId, id, at: ground.clock.now(), counts: JSON.stringify(counts) })
      .execute()
    await ground.recordEvent(tx, {
      type: 'retention.purged',
      actor: system,
      subject: { kind: 'retention', id: workspaceId },
      data: { counts },
    })
  })
}

/** The settings and the last receipts, as the contract says them. */
export async function toRetention(tx: Tx, word: (key: string) => string): Promise<Retention> {
  const { enabled, months } = await retentionOf(tx)
  const runs = await tx
    .selectFrom('retention_runs')
    .select(['at', 'counts'])
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('id', 'desc')
    .limit(10)
    .execute()
  return {
    enabled,
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
