import type { Chores } from '#server/platform/jobs.ts'
import { verifyAddress } from './address.ts'
import { type AwayDeps, mailTheGone } from './away.ts'
import type { ClaimAddress } from './receive.ts'
import { forgetExpired, sessionOfConversation } from './sessions.ts'
import { setUpOf } from './settings.ts'
import { mailTranscriptAtEnd, type TranscriptDeps } from './transcript.ts'

export interface ChatJobDeps extends AwayDeps, TranscriptDeps {
  claimAddress: ClaimAddress
}

/** What chats hear and do by the clock: answers to those who left, transcripts, addresses that prove themselves. */
export function chatChores(deps: ChatJobDeps): Partial<Chores> {
  const { ground } = deps
  return {
    subscribers: [
      {
        name: 'chat.transcript',
        on: ['conversation.closed'],
        handle: closed =>
          ground.db.inWorkspace(closed.workspaceId, async tx => {
            const session = await sessionOfConversation(tx, closed.subject.id)
            if (!session) return
            const channel = await tx
              .selectFrom('channels')
              .select(['name', 'address', 'settings'])
              .where('workspace_id', '=', tx.workspaceId)
              .where('id', '=', session.channel_id)
              .executeTakeFirstOrThrow()
            const chat = { key: channel.address ?? '', name: channel.name, setUp: setUpOf(channel.settings) }
            await mailTranscriptAtEnd(deps, tx, chat, session)
          }),
      },
      {
        name: 'chat.answer_by_mail',
        on: ['message.received'],
        async handle(received) {
          if (received.data.channel !== 'email' || !received.conversationId) return
          const { conversationId } = received
          await ground.db.inWorkspace(received.workspaceId, async tx => {
            const session = await sessionOfConversation(tx, conversationId)
            if (!session?.address || session.address_verified_at) return
            const message = await tx
              .selectFrom('messages')
              .select('from_address')
              .where('workspace_id', '=', tx.workspaceId)
              .where('id', '=', received.subject.id)
              .executeTakeFirst()
            // A mail enters this conversation by what only our mail to that address told: it proves the address.
            if (message?.from_address?.toLowerCase() === session.address)
              await verifyAddress(deps, tx, session)
          })
        },
      },
    ],
    timers: [
      {
        name: 'chat.mail_the_gone',
        pattern: '* * * * *',
        run: async () => {
          const mailed = await mailTheGone(deps)
          if (mailed > 0) ground.log.info({ mailed }, 'visitors who left are answered by e-mail')
        },
      },
      {
        name: 'chat.forget_expired',
        pattern: '17 3 * * *',
        run: async () => {
          const forgotten = await forgetExpired(ground)
          ground.log.info({ forgotten }, 'chat sessions that nobody wrote in were forgotten')
        },
      },
    ],
  }
}
