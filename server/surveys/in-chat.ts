import { sql } from 'kysely'
import type { ChatSurvey } from '#contract/chat.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Language } from '#server/platform/i18n.ts'
import { readComment, recordAnswer } from './answer.ts'
import { openInvitation } from './answer-queries.ts'
import { askAbout } from './ask.ts'
import { closureSurveys } from './closure-queries.ts'

/** Whose chat it is: what they are asked is about a conversation of theirs, under the identity that they write as. */
export interface ChatPerson {
  conversationId: string
  identityId: string
}

/** The question at the end of a chat, asked in the chat: once, answered once, wherever the person has it open. */
export function surveyInChat(ground: Ground) {
  const { clock } = ground
  return {
    /** The visitor ends their conversation: they are asked now or, where something speaks against it, at its closing. */
    async askAtEnd(tx: Tx, conversationId: string): Promise<void> {
      const surveys = (await closureSurveys(tx)).filter(({ asks_in_chat }) => asks_in_chat)
      if (surveys.length === 0) return
      const { episode_id: episodeId } = await tx
        .selectFrom('conversations')
        .select('episode_id')
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', conversationId)
        .executeTakeFirstOrThrow()
      for (const survey of surveys)
        await askAbout(ground, { by: 'chat', hasLeft: true }, tx, survey, { conversationId, episodeId })
    },

    /** What stands at the end of a conversation for its person; null where nothing is asked, or they put it aside. */
    async questionOf(tx: Tx, person: ChatPerson, language: Language): Promise<ChatSurvey | null> {
      const { rows } = await sql<ChatSurvey & { commentQuestion: string }>`
        select i.id, s.scale_max as "scaleMax", a.score,
          case when ${language} = 'fr' then s.question_fr else s.question_en end as question,
          case when ${language} = 'fr' then s.comment_question_fr else s.comment_question_en end as "commentQuestion"
        from conversations c
        join survey_invitations i on i.workspace_id = c.workspace_id and i.episode_id = c.episode_id
        join surveys s on s.workspace_id = i.workspace_id and s.id = i.survey_id
        left join survey_answers a on a.workspace_id = i.workspace_id and a.invitation_id = i.id
        where c.workspace_id = ${tx.workspaceId} and c.id = ${person.conversationId}
          and i.contact_id = ${contactOf(tx, person)} and i.asked_in = 'chat'
          and (a.score is not null or i.skipped_at is null) and i.expires_at > ${clock.now()}
        order by i.sent_at, i.id
        limit 1`.execute(tx)
      return rows[0] ?? null
    },

    /** Takes the answer, or that there is none. The first one stands: another tab may say it late, or again. */
    async answer(
      tx: Tx,
      person: ChatPerson,
      { id, score, comment }: { id: string; score?: number | undefined; comment?: string | undefined },
    ): Promise<void> {
      const { rows } = await sql`
        select from survey_invitations i
        where i.workspace_id = ${tx.workspaceId} and i.id = ${id} and i.asked_in = 'chat'
          and i.contact_id = ${contactOf(tx, person)} and i.conversation_id = ${person.conversationId}`.execute(
        tx,
      )
      const invitation = rows.length > 0 && (await openInvitation(tx, id, true))
      if (!invitation) throw new NotFound('survey')
      if (score !== undefined && score > invitation.scaleMax)
        throw new Invalid('request.invalid', { fields: 'score' })
      if (invitation.steps.length > 0) return
      if (score === undefined) return putAside(tx, id)
      await recordAnswer(ground, tx, id, { score, comment: readComment(comment) })
    },
  }

  async function putAside(tx: Tx, id: string): Promise<void> {
    const put = await tx
      .updateTable('survey_invitations')
      .set({ skipped_at: clock.now() })
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', id)
      .where('skipped_at', 'is', null)
      .returning(['survey_id', 'conversation_id', 'contact_id'])
      .executeTakeFirst()
    if (!put) return
    await ground.recordEvent(tx, {
      type: 'survey.skipped',
      actor: { kind: 'contact', id: put.contact_id },
      subject: { kind: 'survey', id: put.survey_id },
      conversationId: put.conversation_id,
      contactId: put.contact_id,
      data: { invitationId: id, channel: 'chat' },
    })
  }
}

const contactOf = (tx: Tx, { identityId }: ChatPerson) => sql`(
  select contact_id from identities where workspace_id = ${tx.workspaceId} and id = ${identityId})`
