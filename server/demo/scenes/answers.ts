import { createHash } from 'node:crypto'
import type { Row, Rows } from '../plan.ts'
import type { ReasonKey } from '../reasons.ts'
import type { Member } from '../setting.ts'
import type { Thread } from '../thread.ts'
import type { Scene, Stage } from './stage.ts'

/** Conversations just closed whose customers have answered the survey: one delighted, one to win back. */
export function scenesOfAnswers(stage: Stage): Scene[] {
  const { lea, karim, nora, fr, ago, scene } = stage
  return [
    scene(
      ago(25 * 60),
      { who: 'thomas', subject: 'Deux jours de retard pour nos noces', reason: 'delivery.late' },
      (thread, { startMs, contact }) => {
        thread.describe({
          priority: 'high',
          tags: ['transporteur'],
          fields: { order: 'MB-986999', region: 'Grand Est' },
        })
        thread.customerWrites(
          startMs,
          'Bonjour,\n\nLe bouquet de nos vingt ans de mariage est arrivé deux jours après. Commande MB-986999, Colmar.\n\nThomas Wagner',
        )
        thread.adviserWrites(
          startMs + 3 * 3_600_000,
          karim,
          fr(
            'Bonjour Monsieur Wagner,\n\nJe vous présente nos excuses : le colis est resté au dépôt de Mulhouse. Les frais de livraison vous sont remboursés.\n\nBien à vous,\nKarim',
          ),
        )
        thread.close(startMs + 3.1 * 3_600_000, karim, 'Port remboursé')
        return answered(stage, thread, {
          contactId: contact.contactId,
          member: karim,
          reason: 'delivery.late',
          closedMs: startMs + 3.1 * 3_600_000,
          answeredMs: ago(150),
          score: 1,
          comment:
            "Des excuses et 7,90 €, pour vingt ans de mariage. Personne n'a proposé de refaire le bouquet. Et c'est le second retard à Colmar.",
          owner: nora,
        })
      },
    ),
    scene(
      ago(28 * 60),
      { who: 'camille', subject: 'Fleurs séchées', reason: 'assistance.cut_flowers' },
      (thread, { startMs, contact }) => {
        thread.customerWrites(
          startMs,
          'Bonjour, comment faire sécher les scabieuses du bouquet de fiançailles sans perdre la couleur ?\nCamille',
        )
        thread.adviserWrites(
          startMs + 80 * 60_000,
          lea,
          fr(
            "Bonjour Camille,\n\nTête en bas, dans le noir, trois semaines, avant qu'elles soient trop ouvertes. Pour garder le bleu, un voile de laque sans parfum à la fin.\n\nFélicitations pour vos fiançailles !\n\nLéa",
          ),
        )
        thread.close(startMs + 81 * 60_000, lea, null)
        return answered(stage, thread, {
          contactId: contact.contactId,
          member: lea,
          reason: 'assistance.cut_flowers',
          closedMs: startMs + 81 * 60_000,
          answeredMs: ago(35),
          score: 5,
          comment: 'Léa répond comme une amie fleuriste. Les scabieuses sèchent dans le placard, à suivre !',
          owner: undefined,
        })
      },
    ),
  ]
}

function answered(
  stage: Stage,
  thread: Thread,
  given: {
    contactId: string
    member: Member
    reason: ReasonKey
    closedMs: number
    answeredMs: number
    score: number
    comment: string
    owner: Member | undefined
  },
): Rows {
  const { setting, mint } = stage
  const sentMs = given.closedMs + 30 * 60_000
  const invitationId = mint(sentMs)
  const recovery = (owner: Member): Row<'recoveries'> => ({
    id: mint(given.answeredMs),
    contact_id: given.contactId,
    conversation_id: thread.id,
    invitation_id: invitationId,
    score: given.score,
    comment: given.comment,
    state: 'to_take',
    owner_id: owner.id,
    opened_at: new Date(given.answeredMs),
    due_at: new Date(stage.hours.after(given.answeredMs, 8 * 60)),
    outcome: null,
    outcome_note: null,
    customer_told_at: null,
    customer_told_how: null,
    closed_at: null,
    version: 1,
    updated_at: new Date(given.answeredMs),
  })
  return {
    survey_invitations: [
      {
        id: invitationId,
        survey_id: setting.surveyId,
        contact_id: given.contactId,
        conversation_id: thread.id,
        episode_id: thread.episodeId,
        asked_in: 'mail',
        skipped_at: null,
        channel_kind: 'email',
        channel_id: setting.channels.fr.id,
        member_id: given.member.id,
        team_id: setting.teams.get('mail')!,
        reason_id: setting.reasons.get(given.reason)!,
        language: 'fr',
        token_hash: createHash('sha256').update(`scene/${invitationId}`).digest(),
        sent_at: new Date(sentMs),
        expires_at: new Date(sentMs + 30 * 86_400_000),
      },
    ],
    survey_answers: [
      {
        invitation_id: invitationId,
        survey_id: setting.surveyId,
        score: given.score,
        comment: given.comment,
        answered_at: new Date(given.answeredMs),
        edited_at: null,
        history: '[]',
      },
    ],
    ...(given.owner && { recoveries: [recovery(given.owner)] }),
  }
}
