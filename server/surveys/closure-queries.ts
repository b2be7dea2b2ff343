import { sql } from 'kysely'
import { Workspace } from '#contract/workspaces.ts'
import { lastSaid } from '#server/contacts/index.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Language } from '#server/platform/i18n.ts'
import type { ClosureFacts, RefusalReason } from './decision.ts'

export interface ClosureSurvey {
  id: string
  delay_minutes: number
  quiet_days: number
  asks_in_chat: boolean
  scale_max: number
  question_fr: string
  question_en: string
}

/** The surveys that closures set off, oldest first. */
export function closureSurveys(tx: Tx): Promise<ClosureSurvey[]> {
  return tx
    .selectFrom('surveys')
    .select(['id', 'delay_minutes', 'quiet_days', 'asks_in_chat', 'scale_max', 'question_fr', 'question_en'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('trigger', '=', 'closure')
    .where('enabled', '=', true)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** Seconds during which a sent reply can be taken back. */
export async function undoSecondsOf(tx: Tx): Promise<number> {
  const row = await tx
    .selectFrom('workspaces')
    .select('settings')
    .where('id', '=', tx.workspaceId)
    .executeTakeFirst()
  return Workspace.shape.settings.parse(row?.settings ?? {}).undoSeconds
}

export interface Closure extends ClosureFacts {
  contactId: string
  contactName: string
  language: Language
  workspaceName: string
  subject: string
  closedAt: Date
  address: string | null
  /** Fixed in the invitation when it is sent. */
  channelKind: string
  channelId: string | null
  memberId: string | null
  teamId: string | null
  reasonId: string | null
}

/**
 * What there is to know about a closed episode before asking. The person an answer will belong to is the one who last
 * replied, then the one who closed, then the one who had it: closing in bulk does not take someone's figures.
 */
export async function closureOf(tx: Tx, episodeId: string): Promise<Closure | undefined> {
  const { rows } = await sql<Omit<Closure, keyof ClosureFacts> & ClosureFacts>`
    with exchanged as (
      select m.id, m.direction, m.author_kind, m.author_id, m.identity_id, m.channel_kind, m.channel_id
      from episodes e
      join messages m on m.workspace_id = e.workspace_id and m.conversation_id = e.conversation_id and m.episode_id = e.id
      where e.workspace_id = ${tx.workspaceId} and e.id = ${episodeId}
        and m.automatic = 'none'
        and (
          (m.direction = 'in' and m.author_kind = 'contact')
          or (m.direction = 'out' and m.author_kind in ('member', 'api_key')
            and coalesce(m.delivery_status, 'sent') not in ('bounced', 'failed', 'cancelled'))
        )
    ),
    last_reply as (select * from exchanged where direction = 'out' order by id desc limit 1),
    last_question as (select * from exchanged where direction = 'in' order by id desc limit 1)
    select
      c.is_spam as "isSpam",
      c.status = 'closed' and c.joined_into is null and c.episode_id = e.id and e.closed_at is not null as "isStillClosed",
      p.blocked_at is not null as "contactIsBlocked",
      (select count(*) from exchanged where direction = 'in') as "customerMessages",
      (select count(*) from exchanged where direction = 'out') as "replies",
      ${lastSaid(tx, sql`c.contact_id`, 'survey', 'email')} is false as "hasOptedOut",
      mailbox.addresses, mailbox.usable as "usableAddresses", mailbox.address,
      (
        select max(sent_at) from survey_invitations
        where workspace_id = ${tx.workspaceId} and contact_id = c.contact_id
      ) as "lastAskedAt",
      c.contact_id as "contactId", p.name as "contactName", w.name as "workspaceName",
      coalesce(p.language, c.language, w.language) as language,
      c.subject, coalesce(e.closed_at, c.updated_at) as "closedAt",
      coalesce(last_reply.channel_kind, c.channel_kind) as "channelKind",
      coalesce(last_reply.channel_id, c.channel_id) as "channelId",
      coalesce(
        case when last_reply.author_kind = 'member' then last_reply.author_id end,
        case when e.closed_by_kind = 'member' then e.closed_by end,
        c.assignee_id
      ) as "memberId",
      coalesce(e.closing_team_id, c.team_id) as "teamId",
      c.reason_id as "reasonId"
    from episodes e
    join conversations c on c.workspace_id = e.workspace_id and c.id = e.conversation_id
    join contacts p on p.workspace_id = c.workspace_id and p.id = c.contact_id
    join workspaces w on w.id = c.workspace_id
    left join last_reply on true
    left join last_question on true
    cross join lateral (
      select count(*) as addresses, count(*) filter (where i.blocked_at is null) as usable,
        (array_agg(
          i.value order by i.id = last_question.identity_id desc nulls last, i.last_used_at desc nulls last, i.id
        ) filter (where i.blocked_at is null))[1] as address
      from identities i
      where i.workspace_id = ${tx.workspaceId} and i.contact_id = c.contact_id and i.kind = 'email'
    ) as mailbox
    where e.workspace_id = ${tx.workspaceId} and e.id = ${episodeId}`.execute(tx)
  return rows[0]
}

/** Makes decisions about one person wait for each other until the transaction ends. */
export async function oneAtATime(tx: Tx, contactId: string): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtextextended(${`survey/${tx.workspaceId}/${contactId}`}, 4400))`.execute(
    tx,
  )
}

/** The person of an episode; undefined when it is gone. */
export async function contactOfEpisode(tx: Tx, episodeId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('episodes as e')
    .innerJoin('conversations as c', join =>
      join.onRef('c.workspace_id', '=', 'e.workspace_id').onRef('c.id', '=', 'e.conversation_id'),
    )
    .select('c.contact_id')
    .where('e.workspace_id', '=', tx.workspaceId)
    .where('e.id', '=', episodeId)
    .executeTakeFirst()
  return row?.contact_id
}

/** True when this episode was asked about, or refused for a reason that closing again does not change. */
export async function isDecided(tx: Tx, surveyId: string, episodeId: string): Promise<boolean> {
  const { rows } = await sql<{ decided: boolean }>`
    select exists (
      select from survey_invitations
      where workspace_id = ${tx.workspaceId} and survey_id = ${surveyId} and episode_id = ${episodeId}
      union all
      select from survey_refusals
      where workspace_id = ${tx.workspaceId} and survey_id = ${surveyId} and episode_id = ${episodeId}
        and reason <> 'reopened'
    ) as decided`.execute(tx)
  return rows[0]!.decided
}

export interface Decided {
  id: string
  surveyId: string
  conversationId: string
  episodeId: string
  contactId: string
  at: Date
}

/** Logs why nobody was asked; the reason of a later closure of the same episode replaces “reopened”. */
export async function insertRefusal(tx: Tx, { reason, ...decided }: Decided & { reason: RefusalReason }) {
  await tx
    .insertInto('survey_refusals')
    .values({
      workspace_id: tx.workspaceId,
      id: decided.id,
      survey_id: decided.surveyId,
      conversation_id: decided.conversationId,
      episode_id: decided.episodeId,
      contact_id: decided.contactId,
      reason,
      at: decided.at,
    })
    .onConflict(conflict =>
      conflict.columns(['workspace_id', 'survey_id', 'episode_id']).doUpdateSet({ reason, at: decided.at }),
    )
    .execute()
}

export interface NewInvitation extends Decided {
  channelKind: string
  channelId: string | null
  memberId: string | null
  teamId: string | null
  reasonId: string | null
  language: Language
  tokenHash: Buffer
  askedIn: 'mail' | 'chat'
  expiresAt: Date
}

/** Keeps that a person is asked. An earlier “reopened” of the same episode goes, so that each is counted once. */
export async function insertInvitation(tx: Tx, invitation: NewInvitation): Promise<void> {
  await tx
    .deleteFrom('survey_refusals')
    .where('workspace_id', '=', tx.workspaceId)
    .where('survey_id', '=', invitation.surveyId)
    .where('episode_id', '=', invitation.episodeId)
    .execute()
  await tx
    .insertInto('survey_invitations')
    .values({
      workspace_id: tx.workspaceId,
      id: invitation.id,
      survey_id: invitation.surveyId,
      contact_id: invitation.contactId,
      conversation_id: invitation.conversationId,
      episode_id: invitation.episodeId,
      channel_kind: invitation.channelKind,
      channel_id: invitation.channelId,
      member_id: invitation.memberId,
      team_id: invitation.teamId,
      reason_id: invitation.reasonId,
      language: invitation.language,
      token_hash: invitation.tokenHash,
      asked_in: invitation.askedIn,
      sent_at: invitation.at,
      expires_at: invitation.expiresAt,
    })
    .execute()
}
