import { sql } from 'kysely'
import { type Rule, RuleBody, type RuleHit, type RuleState, type RuleVersion } from '#contract/rules.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import { decodeCursor, idOf, momentOf, toPage } from '#server/platform/paging.ts'
import type { SegmentUses } from '#server/segments/index.ts'
import { segmentsNamed } from '#server/segments/index.ts'

interface RuleRow {
  id: string
  name: string
  position: number
  state: RuleState
  version: number
  body: unknown
  hits: number
  updated_at: Date
}

const weekMs = 7 * 86_400_000

/** The rules in the order in which they are asked; with `id` that one alone, put away too when asked. */
export async function rulesOf(
  tx: Tx,
  now: Date,
  { id, archived = false }: { id?: string; archived?: boolean } = {},
): Promise<Rule[]> {
  const { rows } = await sql<RuleRow>`
    select r.id, r.name, r.position, r.state, r.version, v.body, r.updated_at,
      (select count(*)::int from rule_hits h
        where h.workspace_id = r.workspace_id and h.rule_id = r.id and h.at > ${new Date(now.getTime() - weekMs)}) as hits
    from rules r
    join rule_versions v on v.workspace_id = r.workspace_id and v.rule_id = r.id and v.version = r.version
    where r.workspace_id = ${tx.workspaceId} and (r.archived_at is null) = ${!archived}
      and ${id ? sql`r.id = ${id}` : sql`true`}
    order by r.position, r.id`.execute(tx)
  return rows.map(row => ({
    id: row.id,
    name: row.name,
    position: row.position,
    state: row.state,
    version: row.version,
    body: RuleBody.parse(row.body),
    hits: row.hits,
    updatedAt: row.updated_at.toISOString(),
  }))
}

/** The rules that ask for segments, those that are off too. */
export const segmentsInRules: SegmentUses = async tx => {
  const rules = await rulesOf(tx, new Date(0))
  return rules.flatMap(({ id, name, body }) => {
    const segmentIds = segmentsNamed([...body.all, ...body.any])
    return segmentIds.length > 0 ? [{ kind: 'rule' as const, id, name, segmentIds }] : []
  })
}

/** One rule, or NotFound. */
export async function ruleWith(
  tx: Tx,
  now: Date,
  id: string,
  how: { archived?: boolean } = {},
): Promise<Rule> {
  const [rule] = await rulesOf(tx, now, { id, ...how })
  if (!rule) throw new NotFound('rule')
  return rule
}

/** What a rule said in each version, newest first. */
export async function versionsOf(tx: Tx, id: string): Promise<RuleVersion[]> {
  const { rows } = await sql<{
    version: number
    body: unknown
    at: Date
    by_id: string | null
    by_name: string | null
  }>`
    select v.version, v.body, v.at, m.id as by_id, m.name as by_name from rule_versions v
    left join members m on m.workspace_id = v.workspace_id and m.id = v.made_by
    where v.workspace_id = ${tx.workspaceId} and v.rule_id = ${id}
    order by v.version desc
    limit 200`.execute(tx)
  if (rows.length === 0) throw new NotFound('rule')
  return rows.map(row => ({
    version: row.version,
    body: RuleBody.parse(row.body),
    at: row.at.toISOString(),
    by: row.by_id ? { id: row.by_id, name: row.by_name ?? '' } : null,
  }))
}

interface HitRow {
  message_id: string
  rule_id: string
  rule_name: string
  version: number
  conversation_id: string
  number: number
  at: Date
  key: string
  is_watched: boolean
  done: string[]
  left_out: RuleHit['leftOut']
  changed: unknown
  undone_at: Date | null
}

const hitColumns = sql`h.message_id, h.rule_id, r.name as rule_name, h.version, h.conversation_id, c.number, h.at,
  to_char(h.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as key,
  h.is_watched, h.done, h.left_out, h.changed, h.undone_at`

const hitJoins = sql`
  join rules r on r.workspace_id = h.workspace_id and r.id = h.rule_id
  join conversations c on c.workspace_id = h.workspace_id and c.id = h.conversation_id`

/** For what a rule held, newest first. */
export async function hitsOf(
  tx: Tx,
  ruleId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const [moment = '', id = ''] = cursor ? decodeCursor(cursor, 2) : []
  const { rows } = await sql<HitRow>`
    select ${hitColumns} from rule_hits h ${hitJoins}
    where h.workspace_id = ${tx.workspaceId} and h.rule_id = ${ruleId} and c.archived_at is null
      and ${cursor ? sql`(h.at, h.message_id) < (${momentOf(moment)}::timestamptz, ${idOf(id)}::uuid)` : sql`true`}
    order by h.at desc, h.message_id desc
    limit ${limit + 1}`.execute(tx)
  return toPage(rows, limit, row => [row.key, row.message_id], toHit)
}

/** What rules did in a conversation, newest first. */
export async function hitsIn(tx: Tx, conversationId: string): Promise<RuleHit[]> {
  const { rows } = await sql<HitRow>`
    select ${hitColumns} from rule_hits h ${hitJoins}
    where h.workspace_id = ${tx.workspaceId} and h.conversation_id = ${conversationId}
    order by h.at desc, h.message_id desc, r.position
    limit 200`.execute(tx)
  return rows.map(toHit)
}

const toHit = (row: HitRow): RuleHit => ({
  messageId: row.message_id,
  rule: { id: row.rule_id, name: row.rule_name },
  version: row.version,
  conversationId: row.conversation_id,
  conversationNumber: row.number,
  at: row.at.toISOString(),
  isWatched: row.is_watched,
  done: row.done,
  leftOut: row.left_out,
  undoneAt: row.undone_at?.toISOString() ?? null,
  mayUndo: row.changed !== null && row.undone_at === null,
})
