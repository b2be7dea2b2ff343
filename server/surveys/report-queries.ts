import { sql } from 'kysely'
import { type Actor, seesArchive } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Tally } from '#server/platform/statistics.ts'
import type { RefusalReason } from './decision.ts'

/** Which answers a figure is about; team and channel are those fixed when the survey was sent. */
export interface Slice {
  surveyId: string
  from: Date
  to: Date
  teamId?: string | undefined
  channel?: string | undefined
}

const ofSlice = ({ teamId, channel }: Slice) => sql`
  (${teamId ?? null}::uuid is null or i.team_id = ${teamId ?? null})
  and (${channel ?? null}::text is null or i.channel_kind = ${channel ?? null})`

/** How many answers each score got. */
export async function scoresOf(tx: Tx, slice: Slice): Promise<Tally[]> {
  const { rows } = await sql<Tally>`
    select a.score as value, count(*) as count
    from survey_answers a
    join survey_invitations i on i.workspace_id = a.workspace_id and i.id = a.invitation_id
    where a.workspace_id = ${tx.workspaceId} and a.survey_id = ${slice.surveyId}
      and a.answered_at >= ${slice.from} and a.answered_at < ${slice.to}
      and ${ofSlice(slice)}
    group by a.score
    order by a.score`.execute(tx)
  return rows
}

/** How many surveys were sent. */
export async function sentIn(tx: Tx, slice: Slice): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count
    from survey_invitations i
    where i.workspace_id = ${tx.workspaceId} and i.survey_id = ${slice.surveyId}
      and i.sent_at >= ${slice.from} and i.sent_at < ${slice.to}
      and ${ofSlice(slice)}`.execute(tx)
  return rows[0]!.count
}

/** How many surveys were not sent, by reason; the team is the one that closed. */
export async function refusedIn(tx: Tx, slice: Slice): Promise<{ reason: RefusalReason; count: number }[]> {
  const { rows } = await sql<{ reason: RefusalReason; count: number }>`
    with i as (
      select r.reason, c.channel_kind, coalesce(e.closing_team_id, c.team_id) as team_id
      from survey_refusals r
      join conversations c on c.workspace_id = r.workspace_id and c.id = r.conversation_id
      left join episodes e on e.workspace_id = r.workspace_id and e.id = r.episode_id
      where r.workspace_id = ${tx.workspaceId} and r.survey_id = ${slice.surveyId}
        and r.at >= ${slice.from} and r.at < ${slice.to}
    )
    select i.reason, count(*) as count
    from i
    where ${ofSlice(slice)}
    group by i.reason
    order by count(*) desc, i.reason`.execute(tx)
  return rows
}

/** Answers and satisfied ones of each week, Monday to Sunday in the workspace's time zone, empty weeks included. */
export async function weeksOf(
  tx: Tx,
  slice: Slice,
  satisfiedFrom: number,
): Promise<{ from: Date; answered: number; satisfied: number }[]> {
  const { rows } = await sql<{ from: Date; answered: number; satisfied: number }>`
    with place as (select time_zone from workspaces where id = ${tx.workspaceId}),
    weeks as (
      select generate_series(
        date_trunc('week', ${slice.from}::timestamptz at time zone place.time_zone),
        (${slice.to}::timestamptz - interval '1 millisecond') at time zone place.time_zone,
        interval '1 week'
      ) as monday
      from place
    ),
    answers as (
      select date_trunc('week', a.answered_at at time zone place.time_zone) as monday,
        count(*) as answered,
        count(*) filter (where a.score >= ${satisfiedFrom}) as satisfied
      from survey_answers a
      join survey_invitations i on i.workspace_id = a.workspace_id and i.id = a.invitation_id
      cross join place
      where a.workspace_id = ${tx.workspaceId} and a.survey_id = ${slice.surveyId}
        and a.answered_at >= ${slice.from} and a.answered_at < ${slice.to}
        and ${ofSlice(slice)}
      group by 1
    )
    select weeks.monday at time zone place.time_zone as "from",
      coalesce(answers.answered, 0) as answered,
      coalesce(answers.satisfied, 0) as satisfied
    from weeks
    cross join place
    left join answers on answers.monday = weeks.monday
    order by weeks.monday`.execute(tx)
  return rows
}

export interface AnswerRow {
  id: string
  at: Date
  score: number
  comment: string | null
  language: 'fr' | 'en'
  contact_id: string
  contact_name: string
  conversation_id: string
  conversation_number: number
  channel: string
  member_id: string | null
  member_name: string | null
  team_id: string | null
  team_name: string | null
}

export interface AnswerFilters extends Slice {
  score?: number | undefined
  commented?: boolean | undefined
  after?: { at: string; id: string } | undefined
  limit: number
}

/** Answers, newest first, one more than asked so that the caller knows whether there are others; those of the archive for administrators alone. */
export async function listAnswers(tx: Tx, actor: Actor, filters: AnswerFilters): Promise<AnswerRow[]> {
  const { score, commented, after, limit } = filters
  const { rows } = await sql<AnswerRow>`
    select a.invitation_id as id, a.answered_at as at, a.score, a.comment,
      i.language, i.contact_id, p.name as contact_name,
      i.conversation_id, c.number as conversation_number, i.channel_kind as channel,
      i.member_id, m.name as member_name, i.team_id, t.name as team_name
    from survey_answers a
    join survey_invitations i on i.workspace_id = a.workspace_id and i.id = a.invitation_id
    join conversations c on c.workspace_id = i.workspace_id and c.id = i.conversation_id
    join contacts p on p.workspace_id = i.workspace_id and p.id = i.contact_id
    left join members m on m.workspace_id = i.workspace_id and m.id = i.member_id
    left join teams t on t.workspace_id = i.workspace_id and t.id = i.team_id
    where a.workspace_id = ${tx.workspaceId} and a.survey_id = ${filters.surveyId}
      and a.answered_at >= ${filters.from} and a.answered_at < ${filters.to}
      and ${ofSlice(filters)}
      ${seesArchive(actor) ? sql`` : sql`and p.archived_at is null and c.archived_at is null`}
      ${score === undefined ? sql`` : sql`and a.score = ${score}`}
      ${commented === undefined ? sql`` : sql`and (a.comment is not null) = ${commented}`}
      ${after ? sql`and (a.answered_at, a.invitation_id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``}
    order by a.answered_at desc, a.invitation_id desc
    limit ${limit + 1}`.execute(tx)
  return rows
}
