import { type Kysely, sql } from 'kysely'
import { lastSaid } from '#server/contacts/index.ts'
import type { DB, Tx } from '#server/platform/db.ts'
import type { Language } from '#server/platform/i18n.ts'

/** Whose invitation a token opens; the token itself is not kept, only its hash. */
export async function invitationOf(
  system: Kysely<DB>,
  tokenHash: Buffer,
): Promise<{ workspaceId: string; id: string } | undefined> {
  const row = await system
    .selectFrom('survey_invitations')
    .select(['workspace_id', 'id'])
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()
  return row && { workspaceId: row.workspace_id, id: row.id }
}

/** One version of an answer. */
export interface AnswerStep {
  score: number
  comment: string | null
  at: Date
}

export interface OpenInvitation {
  id: string
  surveyId: string
  contactId: string
  conversationId: string
  memberId: string | null
  teamId: string | null
  channel: string
  channelId: string | null
  language: Language
  expiresAt: Date
  workspaceName: string
  scaleMax: number
  question: Record<Language, string>
  commentQuestion: Record<Language, string>
  /** What was answered, first version first; empty before any answer. */
  steps: AnswerStep[]
}

interface InvitationRow extends Omit<OpenInvitation, 'question' | 'commentQuestion' | 'steps'> {
  question_fr: string
  question_en: string
  comment_question_fr: string
  comment_question_en: string
  score: number | null
  comment: string | null
  answered_at: Date | null
  edited_at: Date | null
  history: StoredStep[] | null
}

interface StoredStep {
  score: number
  comment: string | null
  at: string
}

/** What a page shows about one invitation; `lock` makes answers to it wait for each other. */
export async function openInvitation(tx: Tx, id: string, lock = false): Promise<OpenInvitation | undefined> {
  if (lock)
    await sql`
      select from survey_invitations where workspace_id = ${tx.workspaceId} and id = ${id} for update`.execute(
      tx,
    )
  const { rows } = await sql<InvitationRow>`
    select i.id, i.survey_id as "surveyId", i.contact_id as "contactId", i.conversation_id as "conversationId",
      i.member_id as "memberId", i.team_id as "teamId", i.channel_kind as channel, i.channel_id as "channelId", i.language,
      i.expires_at as "expiresAt", w.name as "workspaceName", s.scale_max as "scaleMax",
      s.question_fr, s.question_en, s.comment_question_fr, s.comment_question_en,
      a.score, a.comment, a.answered_at, a.edited_at, a.history
    from survey_invitations i
    join surveys s on s.workspace_id = i.workspace_id and s.id = i.survey_id
    join workspaces w on w.id = i.workspace_id
    left join survey_answers a on a.workspace_id = i.workspace_id and a.invitation_id = i.id
    where i.workspace_id = ${tx.workspaceId} and i.id = ${id}`.execute(tx)
  const row = rows[0]
  if (!row) return undefined
  const { question_fr, question_en, comment_question_fr, comment_question_en, ...invitation } = row
  return {
    ...invitation,
    question: { fr: question_fr, en: question_en },
    commentQuestion: { fr: comment_question_fr, en: comment_question_en },
    steps: stepsOf(row),
  }
}

function stepsOf({ score, comment, answered_at, edited_at, history }: InvitationRow): AnswerStep[] {
  if (score === null || !answered_at) return []
  const before = (history ?? []).map(step => ({ ...step, at: new Date(step.at) }))
  return [...before, { score, comment, at: edited_at ?? answered_at }]
}

interface NewAnswer {
  invitationId: string
  surveyId: string
  step: AnswerStep
}

/** Keeps a first answer. */
export async function insertAnswer(tx: Tx, { invitationId, surveyId, step }: NewAnswer): Promise<void> {
  await tx
    .insertInto('survey_answers')
    .values({
      workspace_id: tx.workspaceId,
      invitation_id: invitationId,
      survey_id: surveyId,
      score: step.score,
      comment: step.comment,
      answered_at: step.at,
    })
    .execute()
}

/** Replaces an answer and keeps the versions before. */
export async function replaceAnswer(tx: Tx, invitationId: string, step: AnswerStep, before: AnswerStep[]) {
  await tx
    .updateTable('survey_answers')
    .set({
      score: step.score,
      comment: step.comment,
      edited_at: step.at,
      history: JSON.stringify(before.map(one => ({ ...one, at: one.at.toISOString() }) satisfies StoredStep)),
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('invitation_id', '=', invitationId)
    .execute()
}

/** True when the person asked not to be asked. */
export async function hasOptedOut(tx: Tx, contactId: string): Promise<boolean> {
  const { rows } = await sql<{ given: boolean | null }>`
    select ${lastSaid(tx, sql`${contactId}::uuid`, 'survey', 'email')} as given`.execute(tx)
  return rows[0]!.given === false
}
