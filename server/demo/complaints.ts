import { sql } from 'kysely'
import { remediesOf } from '#server/complaints/index.ts'
import type { Tx } from '#server/platform/db.ts'
import { createTranslate } from '#server/platform/i18n.ts'

/** How each ends, newest month first; the cause by its place in the usual list. */
const endings = [
  { cause: 0, outcome: 'upheld' },
  { cause: 2, outcome: 'partly' },
  { cause: 1, outcome: 'upheld' },
  { cause: 7, outcome: 'rejected' },
] as const

interface Ended {
  id: string
  month: string
  brand: string
  language: 'fr' | 'en'
  episode_id: string
  closed_at: Date
  closed_by: string
}

interface Past extends Ended {
  messageId: string
  sentAt: Date
  answerId: string
  answeredAt: Date
}

/**
 * The register of a shop that has listened for some months: complaints that ended, of several months and both brands, and
 * two of this week that somebody confirmed and that wait for their answer.
 */
export async function settleComplaints(tx: Tx, now: Date): Promise<void> {
  await confirmSome(tx, now)
  const known = await ended(tx, now)
  const chosen: Past[] = []
  for (const one of known) {
    if (chosen.length === endings.length) break
    const isNewMonth = chosen.every(({ month }) => month !== one.month)
    // The second is of the other brand, where it has any.
    const isWanted =
      chosen.length !== 1 ||
      one.brand !== chosen[0]!.brand ||
      known.every(({ brand }) => brand === chosen[0]!.brand)
    if (!isNewMonth || !isWanted) continue
    const answered = await answerOf(tx, one)
    if (answered) chosen.push({ ...one, ...answered })
  }
  for (const [index, one] of chosen.entries()) await conclude(tx, one, endings[index]!)
}

/** Closed requests whose reason is a complaint, newest first. */
async function ended(tx: Tx, now: Date): Promise<Ended[]> {
  const { rows } = await sql<Ended>`
    select c.id, to_char(e.opened_at, 'YYYY-MM') as month, coalesce(b.name, '') as brand, coalesce(c.language, 'fr') as language,
      c.episode_id, e.closed_at, e.closed_by
    from conversations c
    join reasons r on r.workspace_id = c.workspace_id and r.id = c.reason_id and r.is_complaint
    join episodes e on e.workspace_id = c.workspace_id and e.id = c.episode_id and e.closed_by is not null
    join members m on m.workspace_id = c.workspace_id and m.id = e.closed_by and m.partner_id is null
    join channels h on h.workspace_id = c.workspace_id and h.id = c.channel_id
    left join brands b on b.workspace_id = c.workspace_id and (b.id = h.brand_id or (h.brand_id is null and b.is_default))
    where c.workspace_id = ${tx.workspaceId} and c.status = 'closed' and c.complaint is null and c.channel_kind = 'email'
      and not c.is_spam and c.joined_into is null and c.archived_at is null
      and e.opened_at between ${now}::timestamptz - interval '6 months' and ${now}::timestamptz - interval '3 days'
    order by c.number desc`.execute(tx)
  return rows
}

/** What somebody wrote and what they were answered last. Asked for one at a time: nothing is known of these tables yet. */
async function answerOf(
  tx: Tx,
  { id, episode_id: episodeId }: Ended,
): Promise<Pick<Past, 'messageId' | 'sentAt' | 'answerId' | 'answeredAt'> | undefined> {
  const { rows } = await sql<{ id: string; at: Date; is_answer: boolean; direction: string }>`
    select m.id, m.at, m.direction, m.author_kind = 'member' and m.automatic = 'none' and m.html is null as is_answer
    from messages m
    where m.workspace_id = ${tx.workspaceId} and m.conversation_id = ${id} and m.episode_id = ${episodeId}`.execute(
    tx,
  )
  const inOrder = rows.toSorted((one, other) => one.at.getTime() - other.at.getTime())
  const asked = inOrder.find(({ direction }) => direction === 'in')
  const answer = inOrder.findLast(row => row.direction === 'out' && row.is_answer)
  if (!asked || !answer || answer.at < asked.at) return undefined
  return { messageId: asked.id, sentAt: asked.at, answerId: answer.id, answeredAt: answer.at }
}

async function conclude(tx: Tx, one: Past, { cause, outcome }: (typeof endings)[number]): Promise<void> {
  const confirmedAt = new Date(Math.min(one.sentAt.getTime() + 20 * 60_000, one.answeredAt.getTime()))
  await sql`
    insert into complaints (workspace_id, conversation_id, message_id, words, proposed_at, sent_at, first_sent_at,
      first_message_id, settled_at, settled_by, cause_id, outcome, concluded_at, concluded_by)
    select k.workspace_id, ${one.id}, ${one.messageId}, '{}', ${one.sentAt}, ${one.sentAt}, ${one.sentAt},
      ${one.messageId}, ${confirmedAt}, ${one.closed_by}, k.id, ${outcome}, ${one.closed_at}, ${one.closed_by}
    from complaint_causes k where k.workspace_id = ${tx.workspaceId} and k.position = ${cause}`.execute(tx)
  await act(tx, one.id, 'proposed', one.sentAt, null)
  await act(tx, one.id, 'confirmed', confirmedAt, one.closed_by)
  await act(tx, one.id, 'concluded', one.closed_at, one.closed_by)
  await stands(tx, one.id)
  if (outcome === 'upheld') return
  // A refusal, even in part, names the mediator (CMP-4).
  const brand = await tx
    .selectFrom('brands')
    .select([
      'mediator_name as mediatorName',
      'mediator_address as mediatorAddress',
      'mediator_site as mediatorSite',
    ])
    .where('workspace_id', '=', tx.workspaceId)
    .where('name', '=', one.brand)
    .executeTakeFirstOrThrow()
  await sql`
    update messages set text = text || E'\\n\\n' || ${remediesOf({ t: createTranslate() }, brand, one.language)}
    where workspace_id = ${tx.workspaceId} and id = ${one.answerId} and conversation_id = ${one.id}`.execute(
    tx,
  )
}

/** Of those that their words propose, the first two that people of the house have. */
async function confirmSome(tx: Tx, now: Date): Promise<void> {
  const { rows } = await sql<{ id: string; by: string; at: Date }>`
    select c.id, c.assignee_id as by, least(x.proposed_at + interval '25 minutes', ${now}) as at
    from conversations c
    join complaints x on x.workspace_id = c.workspace_id and x.conversation_id = c.id
    join members m on m.workspace_id = c.workspace_id and m.id = c.assignee_id and m.partner_id is null
    where c.workspace_id = ${tx.workspaceId} and c.complaint = 'proposed'
    order by c.number
    limit 2`.execute(tx)
  for (const { id, by, at } of rows) {
    await sql`
      update complaints set settled_at = ${at}, settled_by = ${by}
      where workspace_id = ${tx.workspaceId} and conversation_id = ${id}`.execute(tx)
    await act(tx, id, 'confirmed', at, by)
    await stands(tx, id)
  }
}

async function act(tx: Tx, id: string, what: string, at: Date, by: string | null): Promise<void> {
  await sql`
    insert into complaint_acts (workspace_id, id, conversation_id, at, what, made_by)
    values (${tx.workspaceId}, gen_random_uuid(), ${id}, ${at}, ${what}, ${by})`.execute(tx)
}

/** What is promised to complaints is promised to it from now on. */
async function stands(tx: Tx, id: string): Promise<void> {
  await sql`
    update conversations set complaint = 'confirmed', clocks_stale = true
    where workspace_id = ${tx.workspaceId} and id = ${id}`.execute(tx)
}
