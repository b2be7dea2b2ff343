import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { newToken } from '#server/platform/secrets.ts'
import {
  type Closure,
  type ClosureSurvey,
  closureOf,
  contactOfEpisode,
  insertInvitation,
  insertRefusal,
  isDecided,
  oneAtATime,
} from './closure-queries.ts'
import { type ClosureFacts, refusalOf } from './decision.ts'
import { type SurveyMail, surveyMail } from './mail.ts'

/** Queues a mail in this transaction: it leaves if and only if that commits. */
export type SendSurveyMail = (tx: Tx, mail: SurveyMail) => Promise<unknown>

/** How somebody is asked: by a mail, or in the chat that ended, by the adviser's closing or the visitor's own leaving. */
export type Way = { by: 'mail'; send: SendSurveyMail } | { by: 'chat'; hasLeft: boolean }

/** How long an answer is taken, and may be changed. */
const answerDays = 60

/**
 * Decides once about one closed episode: asks, or logs why not. Decisions about one person wait for each other,
 * so that two conversations closed together never ask twice.
 */
export async function askAbout(
  ground: Ground,
  way: Way,
  tx: Tx,
  survey: ClosureSurvey,
  { conversationId, episodeId }: { conversationId: string; episodeId: string },
): Promise<void> {
  const contactId = await contactOfEpisode(tx, episodeId)
  if (!contactId) return // erased or joined elsewhere meanwhile
  await oneAtATime(tx, contactId)
  if (await isDecided(tx, survey.id, episodeId)) return
  const closure = await closureOf(tx, episodeId)
  if (!closure) return

  const id = ground.newId()
  const at = ground.clock.now()
  const decided = { id, surveyId: survey.id, conversationId, episodeId, contactId, at }
  const reason = refusalOf(seenBy(way, closure), survey.quiet_days, at)
  // The desk has not closed it: what is still missing may come, and the closing decides then.
  if (reason && way.by === 'chat' && way.hasLeft) return
  if (reason) {
    await insertRefusal(tx, { ...decided, reason })
    await ground.recordEvent(tx, {
      type: 'survey.refused',
      actor: system,
      subject: { kind: 'survey', id: survey.id },
      conversationId,
      contactId,
      data: { reason, episodeId },
    })
    return
  }

  const { token, hash } = newToken()
  const { channelKind, channelId, memberId, teamId, reasonId, language } = closure
  await insertInvitation(tx, {
    ...decided,
    channelKind,
    channelId,
    memberId,
    teamId,
    reasonId,
    language,
    tokenHash: hash,
    askedIn: way.by,
    expiresAt: new Date(at.getTime() + answerDays * 86_400_000),
  })
  if (way.by === 'mail')
    await way.send(
      tx,
      surveyMail(ground.t, {
        language,
        survey,
        link: `${ground.publicUrl}/s/${token}`,
        to: { name: closure.contactName, address: closure.address! }, // refusalOf saw a usable one
        workspaceName: closure.workspaceName,
        subject: closure.subject,
        conversationId,
        channelId,
      }),
    )
  await ground.recordEvent(tx, {
    type: 'survey.sent',
    actor: system,
    subject: { kind: 'survey', id: survey.id },
    conversationId,
    contactId,
    data: { invitationId: id, episodeId, channel: channelKind, memberId, teamId, reasonId },
  })
}

/** What the way of asking makes of the facts: in the chat no address is needed, and leaving ends it too. */
const seenBy = (way: Way, closure: Closure): ClosureFacts =>
  way.by === 'mail'
    ? closure
    : {
        ...closure,
        ...{ addresses: 1, usableAddresses: 1 },
        isStillClosed: closure.isStillClosed || way.hasLeft,
      }
