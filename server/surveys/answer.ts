import { recordConsent as writeConsent } from '#server/contacts/index.ts'
import { maskCards } from '#server/platform/card-masking.ts'
import type { Tx } from '#server/platform/db.ts'
import type { EventActor } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import {
  type AnswerStep,
  hasOptedOut,
  insertAnswer,
  type OpenInvitation,
  openInvitation,
  replaceAnswer,
} from './answer-queries.ts'

/** Longest comment, in characters. */
export const commentLength = 4000

/** True for an answer that someone of the team comes back to. */
export const isBad = (score: number): boolean => score <= 2

/** Reads a score that came from outside: a whole number of the scale, or undefined. */
export function readScore(text: string | undefined, scaleMax: number): number | undefined {
  if (text === undefined || !/^\d{1,2}$/.test(text)) return undefined
  const score = Number(text)
  return score >= 1 && score <= scaleMax ? score : undefined
}

/** Reads a comment that came from outside: without characters that cannot be kept, null when nothing is said. */
export function readComment(text: string | undefined): string | null {
  const plain = (text ?? '').replaceAll('\r\n', '\n').replaceAll('\0', '').trim()
  return plain === '' ? null : plain
}

/** What became of an answer; `expired` and `gone` recorded nothing. */
export type Outcome = 'recorded' | 'changed' | 'same' | 'expired' | 'gone'

/**
 * Records one answer per invitation: the first is kept, the same again changes nothing, another replaces it and its
 * history stays. The event is in the same transaction: the conversation shows it and a bad score opens a recovery.
 */
export async function recordAnswer(
  ground: Ground,
  tx: Tx,
  invitationId: string,
  given: { score: number; comment: string | null },
): Promise<Outcome> {
  const invitation = await openInvitation(tx, invitationId, true)
  if (!invitation) return 'gone'
  const at = ground.clock.now()
  if (invitation.expiresAt <= at) return 'expired'
  const step: AnswerStep = {
    score: given.score,
    comment: given.comment === null ? null : maskCards(given.comment).text,
    at,
  }
  const before = invitation.steps.at(-1)
  if (before && before.score === step.score && before.comment === step.comment) return 'same'

  if (before) await replaceAnswer(tx, invitationId, step, invitation.steps)
  else await insertAnswer(tx, { invitationId, surveyId: invitation.surveyId, step })
  await ground.recordEvent(tx, {
    type: before ? 'survey.answer_changed' : 'survey.answered',
    actor: contactOf(invitation),
    subject: { kind: 'survey', id: invitation.surveyId },
    conversationId: invitation.conversationId,
    contactId: invitation.contactId,
    data: {
      invitationId,
      score: step.score,
      ...(before && { before: before.score }),
      hasComment: step.comment !== null,
      channel: invitation.channel,
      memberId: invitation.memberId,
      teamId: invitation.teamId,
    },
    ...((step.comment !== null || before?.comment) && {
      details: { comment: step.comment, ...(before && { before: before.comment }) },
    }),
  })
  return before ? 'changed' : 'recorded'
}

/** Records that a person wants no more surveys, or wants them again; saying it twice adds nothing. */
export async function recordConsent(
  ground: Ground,
  tx: Tx,
  invitation: OpenInvitation,
  given: boolean,
): Promise<void> {
  const isGiven = !(await hasOptedOut(tx, invitation.contactId))
  if (isGiven === given) return
  await writeConsent(ground, tx, contactOf(invitation), invitation.contactId, {
    purpose: 'survey',
    channel: 'email',
    given,
    source: 'survey_page',
  })
}

const contactOf = ({ contactId }: OpenInvitation): EventActor => ({ kind: 'contact', id: contactId })
