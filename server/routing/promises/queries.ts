import { type Selectable, sql } from 'kysely'
import { PromiseActs, PromiseConditions, type PromiseTarget, type SlaPolicy } from '#contract/promises.ts'
import { isConfirmedComplaint, isMoment } from '#server/conversations/index.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import type { SlaPolicies } from '#server/platform/schema.ts'
import type { SegmentUses } from '#server/segments/index.ts'
import type { Facts } from './choosing.ts'

/** The time promises of a workspace, in their order. */
export async function policyRows(tx: Tx): Promise<SlaPolicy[]> {
  const rows = await tx
    .selectFrom('sla_policies')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('position')
    .orderBy('id')
    .execute()
  return rows.map(toPolicy)
}

/** The promises that ask for segments, those that are off included: they may be switched on. */
export const segmentsInPromises: SegmentUses = async tx =>
  (await policyRows(tx)).flatMap(({ id, name, conditions: { segments } }) =>
    segments.length > 0 ? [{ kind: 'sla_policy' as const, id, name, segmentIds: segments }] : [],
  )

/** A time promise, held until the end of the transaction; refuses one that is not there. */
export async function lockPolicy(tx: Tx, id: string): Promise<SlaPolicy> {
  const row = await tx
    .selectFrom('sla_policies')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new NotFound('sla_policy')
  return toPolicy(row)
}

/** Writes a time promise, new or changed. */
export async function savePolicy(tx: Tx, policy: SlaPolicy): Promise<void> {
  const values = {
    name: policy.name,
    position: policy.position,
    enabled: policy.enabled,
    conditions: JSON.stringify(policy.conditions),
    first_target: JSON.stringify(policy.first),
    next_target: policy.next && JSON.stringify(policy.next),
    resolution_target: policy.resolution && JSON.stringify(policy.resolution),
    pauses_on_hold: policy.pausesOnHold,
    warn_percent: policy.warnPercent,
    on_warning: JSON.stringify(policy.onWarning),
    on_breach: JSON.stringify(policy.onBreach),
    calendar_id: policy.calendarId,
    version: policy.version,
    updated_at: new Date(policy.updatedAt),
  }
  await tx
    .insertInto('sla_policies')
    .values({ workspace_id: tx.workspaceId, id: policy.id, ...values })
    .onConflict(conflict => conflict.columns(['workspace_id', 'id']).doUpdateSet(values))
    .execute()
}

// The contract is the only way in.
const toPolicy = (row: Selectable<SlaPolicies>): SlaPolicy => ({
  id: row.id,
  name: row.name,
  position: row.position,
  enabled: row.enabled,
  // One of before knows nothing of what may be asked since.
  conditions: PromiseConditions.parse(row.conditions),
  first: row.first_target as PromiseTarget,
  next: row.next_target as PromiseTarget | null,
  resolution: row.resolution_target as PromiseTarget | null,
  pausesOnHold: row.pauses_on_hold,
  warnPercent: row.warn_percent,
  onWarning: PromiseActs.parse(row.on_warning),
  onBreach: PromiseActs.parse(row.on_breach),
  calendarId: row.calendar_id,
  version: row.version,
  updatedAt: row.updated_at.toISOString(),
})

/** A first answer of the past, for what would have been promised to its request. */
export interface PastAnswer {
  facts: Facts
  openedAt: Date
  answeredAt: Date | null
}

/** The latest requests of customers since an instant, with when each was first answered. */
export async function pastAnswers(tx: Tx, since: Date, most: number): Promise<PastAnswer[]> {
  const { rows } = await sql<PastAnswer>`
    select e.opened_at as "openedAt", e.first_reply_at as "answeredAt", json_build_object(
      'contactId', c.contact_id, 'isComplaint', ${isConfirmedComplaint}, 'isMoment', ${isMoment},
      'isFirst', true, 'channelId', c.channel_id, 'reasonId', c.reason_id, 'teamId', c.team_id,
      'language', c.language, 'priority', c.priority, 'isVip', p.is_vip, 'attributes', p.attributes) as facts
    from episodes e
    join conversations c on c.workspace_id = e.workspace_id and c.id = e.conversation_id
    join contacts p on p.workspace_id = c.workspace_id and p.id = c.contact_id
    where e.workspace_id = ${tx.workspaceId} and e.opened_at >= ${since} and e.opened_by = 'contact'
      and not c.is_spam and c.joined_into is null and c.archived_at is null
      -- Closed without an answer: none was owed, as to thanks.
      and (e.first_reply_at is not null or e.closed_at is null)
    order by e.opened_at desc, e.id desc
    limit ${most}`.execute(tx)
  return rows
}

/** How the answers of each policy that were due since an instant were given; null is the workspace's own promise. */
export async function keptSince(
  tx: Tx,
  since: Date,
  now: Date,
): Promise<{ policyId: string | null; asked: number; kept: number }[]> {
  const { rows } = await sql<{ policyId: string | null; asked: number; kept: number }>`
    select k.policy_id as "policyId", count(*)::int as asked,
      (count(*) filter (where k.breached_at is null))::int as kept
    from sla_clocks k
    join conversations c on c.workspace_id = k.workspace_id and c.id = k.conversation_id
    where k.workspace_id = ${tx.workspaceId} and k.kind <> 'resolution' and not c.is_spam
      -- Given, or broken; one that runs in time says nothing yet, and one that ended without an answer was owed none.
      and (k.met_at >= ${since} or (k.met_at is null and k.breached_at >= ${since} and k.breached_at <= ${now}))
    group by k.policy_id`.execute(tx)
  return rows
}

/** What the policies of a workspace are called, those that are off included. */
export async function policyNames(tx: Tx): Promise<Map<string, string>> {
  const rows = await tx
    .selectFrom('sla_policies')
    .select(['id', 'name'])
    .where('workspace_id', '=', tx.workspaceId)
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}
