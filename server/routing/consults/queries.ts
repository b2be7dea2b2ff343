import { type RawBuilder, sql } from 'kysely'
import type { Consultation } from '#contract/consultations.ts'
import { conversationFor, visibleTo } from '#server/conversations/index.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'

/** A question that somebody asked, with what its acts need. */
export interface ConsultationRow extends Consultation {
  contactId: string
  teamId: string | null
  assigneeId: string | null
  askedIds: string[]
}

type Row = Omit<ConsultationRow, 'number' | 'at' | 'remindedAt' | 'endedAt'> & {
  number: string
  at: Date
  remindedAt: Date | null
  endedAt: Date | null
}

const named = (table: string) =>
  sql`case when ${sql.id(table)}.id is null then null else jsonb_build_object('id', ${sql.id(table)}.id, 'name', ${sql.id(table)}.name) end`

async function rowsWhere(
  tx: Tx,
  { memberId: me, partnerId }: Pick<Actor, 'memberId' | 'partnerId'>,
  where: RawBuilder<unknown>,
  order = sql`q.at desc, q.id desc`,
): Promise<ConsultationRow[]> {
  // A partner hands over to its own people; to the house it escalates.
  const takes = (table: string) => {
    const one = sql.id(table)
    return sql`${one}.status = 'active' and ${one}.role <> 'collaborator' and ${one}.id is distinct from c.assignee_id
      and (${partnerId}::uuid is null or ${one}.partner_id = ${partnerId}::uuid)`
  }
  const { rows } = await sql<Row>`
    select q.id, q.conversation_id as "conversationId", c.number, c.subject, ${named('b')} as by,
      jsonb_build_object(
        'kind', q.to_kind, 'id', coalesce(q.to_member_id, q.to_team_id, q.to_skill_id), 'level', q.level,
        'name', coalesce(p.name, t.name, k.name)
      ) as "to",
      jsonb_build_object('messageId', q.question_id, 'text', coalesce(m.text, '')) as question,
      q.answer_id as "answerId", q.state, q.at, q.reminded_at as "remindedAt", q.ended_at as "endedAt",
      ${named('e')} as "endedBy", c.contact_id as "contactId", c.team_id as "teamId", c.assignee_id as "assigneeId",
      asked.ids as "askedIds",
      q.state = 'open' and exists (
        select from consultation_people x
        where x.workspace_id = q.workspace_id and x.consultation_id = q.id and x.member_id = ${me}
          and x.declined_at is null
      ) as "isAskedOfMe",
      q.state in ('answered', 'declined') and c.status <> 'closed' and not exists (
        select from messages n
        where n.workspace_id = q.workspace_id and n.conversation_id = q.conversation_id and n.direction = 'out'
          and n.at > q.ended_at
      ) as "isFresh",
      case
        when q.state not in ('open', 'answered') or c.status = 'closed' then null
        when ${me}::uuid = any (asked.ids) then (
          select jsonb_build_object('id', y.id, 'name', y.name) from members y
          where y.workspace_id = q.workspace_id and y.id = ${me} and y.role <> 'collaborator'
            and y.id is distinct from c.assignee_id
        )
        when e.id is not null then case when ${takes('e')} then ${named('e')} end
        when p.id is not null then case when ${takes('p')} then ${named('p')} end
        when t.id is not null and (t.id is distinct from c.team_id or c.assignee_id is not null) then ${named('t')}
      end as "handsOverTo"
    from consultations q
    join conversations c on c.workspace_id = q.workspace_id and c.id = q.conversation_id
    join members b on b.workspace_id = q.workspace_id and b.id = q.by_id
    left join members p on p.workspace_id = q.workspace_id and p.id = q.to_member_id
    left join teams t on t.workspace_id = q.workspace_id and t.id = q.to_team_id
    left join skills k on k.workspace_id = q.workspace_id and k.id = q.to_skill_id
    left join members e on e.workspace_id = q.workspace_id and e.id = q.ended_by_id
    left join messages m on m.workspace_id = q.workspace_id and m.id = q.question_id
    cross join lateral (
      select coalesce(array_agg(x.member_id order by x.member_id), '{}') as ids from consultation_people x
      where x.workspace_id = q.workspace_id and x.consultation_id = q.id
    ) asked
    where q.workspace_id = ${tx.workspaceId} and ${where}
    order by ${order}
    limit 50`.execute(tx)
  return rows.map(row => ({
    ...row,
    number: Number(row.number),
    at: row.at.toISOString(),
    remindedAt: row.remindedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
  }))
}

/** What colleagues were asked inside a conversation, latest first. */
export const consultationsOf = (tx: Tx, actor: Actor, conversationId: string): Promise<ConsultationRow[]> =>
  rowsWhere(tx, actor, sql`q.conversation_id = ${conversationId}`)

/** Questions that wait for somebody's answer, in conversations that they see, the oldest first. */
export function askedOf(tx: Tx, actor: Actor): Promise<ConsultationRow[]> {
  const seen = tx
    .selectFrom('conversations')
    .select('conversations.id')
    .where('conversations.workspace_id', '=', tx.workspaceId)
    .where(visibleTo(actor))
  return rowsWhere(
    tx,
    actor,
    sql`q.state = 'open' and c.id in (${seen}) and q.id in (
      select x.consultation_id from consultation_people x
      where x.workspace_id = ${tx.workspaceId} and x.member_id = ${actor.memberId} and x.declined_at is null
    )`,
    sql`q.at, q.id`,
  )
}

/** A question inside a conversation that somebody sees, its row locked. */
export async function consultationFor(tx: Tx, actor: Actor, id: string): Promise<ConsultationRow> {
  const locked = await tx
    .selectFrom('consultations')
    .select('conversation_id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!locked) throw new NotFound('consultation')
  await conversationFor(tx, actor, locked.conversation_id).catch(error => {
    throw error instanceof NotFound ? new NotFound('consultation') : error
  })
  return (await rowsWhere(tx, actor, sql`q.id = ${id}`))[0]!
}

/** Of some questions, those that are open still, their rows locked; as nobody in particular sees them. */
export async function lockConsultations(tx: Tx, ids: string[]): Promise<ConsultationRow[]> {
  if (ids.length === 0) return []
  await sql`
    select from consultations where workspace_id = ${tx.workspaceId} and id = any (${ids}::uuid[])
    order by id for update`.execute(tx)
  return rowsWhere(
    tx,
    { memberId: null, partnerId: null },
    sql`q.id = any (${ids}::uuid[]) and q.state = 'open'`,
  )
}

/** What a question shows of itself. */
export const shownConsultation = ({
  contactId: _,
  teamId: __,
  assigneeId: ___,
  askedIds: ____,
  ...consultation
}: ConsultationRow): Consultation => consultation
