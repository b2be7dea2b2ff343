import { type RawBuilder, sql } from 'kysely'
import type { Escalated, Transfer } from '#contract/transfers.ts'
import { type Actor, seesEverything } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'

/** A transfer with where it came from. */
export interface TransferRow extends Transfer {
  fromTeamId: string | null
  toTeamId: string | null
}

type Row = Omit<TransferRow, 'at' | 'endsAt' | 'endedAt'> & {
  at: Date
  endsAt: Date | null
  endedAt: Date | null
}

const named = (table: string) =>
  sql`case when ${sql.id(table)}.id is null then null else jsonb_build_object('id', ${sql.id(table)}.id, 'name', ${sql.id(table)}.name) end`

/** Nobody took it: it stands as the transfer left it, and nothing was handed on since. */
const isUntouched = sql<boolean>`
  t.state in ('asked', 'given') and c.status <> 'closed' and c.joined_into is null
  and c.team_id is not distinct from t.to_team_id
  and c.assignee_id is not distinct from (case when t.state = 'given' then t.to_member_id end)
  and not exists (
    select from transfers l
    where l.workspace_id = t.workspace_id and l.conversation_id = t.conversation_id
      and (l.at > t.at or (l.at = t.at and l.id > t.id))
  )`

async function rowsWhere(tx: Tx, actor: Actor, where: RawBuilder<unknown>): Promise<TransferRow[]> {
  const { rows } = await sql<Row>`
    select t.id, t.conversation_id as "conversationId", ${named('b')} as by, ${named('f')} as "from",
      ${named('p')} as "toMember", case when t.to_member_id is null and t.to_skill_id is null then ${named('o')} end as "toTeam",
      case when k.id is not null then jsonb_build_object('id', k.id, 'name', k.name, 'level', t.to_level) end as "toSkill",
      t.reason, t.from_partner_id is not null as "isEscalation", t.state, t.at, t.ends_at as "endsAt",
      t.ended_at as "endedAt", t.from_team_id as "fromTeamId", t.to_team_id as "toTeamId",
      (${seesEverything(actor)} or t.by_id = ${actor.memberId}) and ${isUntouched} as "mayTakeBack"
    from transfers t
    join conversations c on c.workspace_id = t.workspace_id and c.id = t.conversation_id
    join members b on b.workspace_id = t.workspace_id and b.id = t.by_id
    left join members f on f.workspace_id = t.workspace_id and f.id = t.from_member_id
    left join members p on p.workspace_id = t.workspace_id and p.id = t.to_member_id
    left join skills k on k.workspace_id = t.workspace_id and k.id = t.to_skill_id
    left join teams o on o.workspace_id = t.workspace_id and o.id = t.to_team_id
    where t.workspace_id = ${tx.workspaceId} and ${where}
    order by t.at desc, t.id desc
    limit 50`.execute(tx)
  return rows.map(row => ({
    ...row,
    at: row.at.toISOString(),
    endsAt: row.endsAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
  }))
}

/** To whom a conversation was handed on, latest first. */
export const transfersOf = (tx: Tx, actor: Actor, conversationId: string): Promise<TransferRow[]> =>
  rowsWhere(tx, actor, sql`t.conversation_id = ${conversationId}`)

/** A transfer that somebody may know of: those inside any, others their own. */
export async function transferFor(tx: Tx, actor: Actor, id: string): Promise<TransferRow> {
  const [row] = await rowsWhere(
    tx,
    actor,
    sql`t.id = ${id} and (${seesEverything(actor)} or t.by_id = ${actor.memberId})`,
  )
  if (!row) throw new NotFound('transfer')
  return row
}

/** What a transfer shows of itself. */
export const shownTransfer = ({ fromTeamId: _, toTeamId: __, ...transfer }: TransferRow): Transfer => transfer

/** What the people of a partner moved up lately, or one of these: that it is taken care of, and nothing of the customer. */
export async function escalatedBy(tx: Tx, actor: Actor, id: string | null = null): Promise<Escalated[]> {
  const { rows } = await sql<Omit<Escalated, 'at'> & { at: Date }>`
    select t.id, c.number, t.reason, t.at,
      case when t.state = 'taken_back' then 'taken_back' when c.status = 'closed' then 'closed'
        when c.assignee_id is null then 'waiting' else 'taken' end as state,
      t.by_id = ${actor.memberId} and ${isUntouched} as "mayTakeBack"
    from transfers t
    join conversations c on c.workspace_id = t.workspace_id and c.id = t.conversation_id
    where t.workspace_id = ${tx.workspaceId} and t.from_partner_id = ${actor.partnerId}
      and (${id}::uuid is null or t.id = ${id})
    order by t.at desc, t.id desc
    limit 50`.execute(tx)
  return rows.map(row => ({ ...row, at: row.at.toISOString() }))
}
