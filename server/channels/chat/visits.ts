import type * as z from 'zod'
import type { ChatSession, SessionInput } from '#contract/chat.ts'
import { setDeliveryStatus } from '#server/conversations/index.ts'
import { maskCards } from '#server/platform/card-masking.ts'
import type { Tx } from '#server/platform/db.ts'
import { Forbidden, NotFound, Refused } from '#server/platform/errors.ts'
import { system } from '#server/platform/events.ts'
import { identityOfUser, latestChat } from './devices.ts'
import type { OpenChat } from './door.ts'
import {
  changeSession,
  isTrusted,
  noteSeen,
  openSession,
  type SessionRecord,
  sessionOfToken,
} from './sessions.ts'
import { isSignedBy } from './signed-identity.ts'
import { mailTranscriptAtEnd, type TranscriptDeps } from './transcript.ts'
import { messageOf, pageOf, threadOf } from './view.ts'

/** What a visitor does beside writing: comes, reads, leaves. */
export function visits(deps: TranscriptDeps) {
  const { ground } = deps
  const { clock } = ground
  return { beginSession, noteReading, endConversation }

  function secretsOf({ kept }: OpenChat): string[] {
    const { identitySecret, oldSecret } = kept
    const sealed = [
      ...(identitySecret ? [identitySecret] : []),
      ...(oldSecret && new Date(oldSecret.until) > clock.now() ? [oldSecret.sealed] : []),
    ]
    return sealed.map(one => ground.secrets.open(one))
  }

  /** Opens a session, or goes on with the one before; who the site says it is counts only with its signature. */
  async function beginSession(
    tx: Tx,
    chat: OpenChat,
    input: z.output<typeof SessionInput>,
  ): Promise<ChatSession> {
    const { identity } = input
    if (identity && !isSignedBy(secretsOf(chat), identity, clock.now()))
      throw new Forbidden('chat.forged_identity')
    const previous = input.previous && (await sessionOfToken(ground, tx, chat.channelId, input.previous))
    // Somebody else at the same screen does not go on with the session of the one before.
    if (previous && previous.user_id === (identity?.userId ?? null)) {
      await noteSeen(ground, tx, previous)
      return answerOf(input.previous!, previous)
    }
    if (chat.isClosed) throw new Refused('chat.closed', {}, 410)
    const known = identity && (await identityOfUser(tx, identity.userId))
    const { token, session } = await openSession(ground, tx, {
      channelId: chat.channelId,
      language: input.language,
      timeZone: isTimeZone(input.timeZone) ? input.timeZone! : null,
      userId: identity?.userId ?? null,
      name: identity?.name ? maskCards(identity.name).text : null,
      address: identity?.email?.toLowerCase() ?? null,
      identityId: known ?? null,
    })
    const conversationId =
      identity && known
        ? await latestChat(ground, tx, { userId: identity.userId, identityId: known }, chat.setUp.resumeHours)
        : null
    return answerOf(
      token,
      conversationId ? await changeSession(tx, session.id, { conversation_id: conversationId }) : session,
    )
  }

  /** Marks what the visitor received or read, up to a message of theirs. */
  async function noteReading(
    tx: Tx,
    chat: OpenChat,
    session: SessionRecord,
    messageId: string,
    state: 'delivered' | 'read',
  ) {
    if (!(await messageOf(deps, tx, chat, session, messageId))) throw new NotFound('message')
    const { items } = await pageOf(deps, tx, chat, session, { limit: 100 })
    for (const { id, from, isSeen } of items)
      if (from !== 'visitor' && !isSeen && id <= messageId)
        await setDeliveryStatus(ground, tx, id, state, null)
  }

  /** The visitor leaves for good; an adviser still closes what is to be done. */
  async function endConversation(
    tx: Tx,
    chat: OpenChat,
    before: SessionRecord,
    wantsTranscript: boolean | undefined,
  ) {
    const session = await changeSession(tx, before.id, {
      ended_at: before.ended_at ?? clock.now(),
      ...(wantsTranscript !== undefined && { wants_transcript: wantsTranscript }),
    })
    if (!before.ended_at && session.conversation_id)
      await ground.recordEvent(tx, {
        type: 'conversation.visitor_left',
        actor: system,
        subject: { kind: 'conversation', id: session.conversation_id },
        conversationId: session.conversation_id,
        data: { channel: 'chat' },
      })
    if (!before.ended_at && session.conversation_id)
      await deps.survey.askAtEnd(tx, await threadOf(tx, session.conversation_id))
    return mailTranscriptAtEnd(deps, tx, chat, session)
  }
}

const answerOf = (token: string, session: SessionRecord): ChatSession => ({
  token,
  expiresAt: session.expires_at.toISOString(),
  visitor: { name: session.name, isKnown: isTrusted(session) },
})

function isTimeZone(zone: string | undefined): boolean {
  try {
    return zone !== undefined && new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined
  } catch {
    return false
  }
}
