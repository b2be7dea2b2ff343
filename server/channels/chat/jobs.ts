import type { Chores } from '#server/platform/jobs.ts'
import { type AwayDeps, mailTheGone } from './away.ts'
import type { BrandOf } from './door.ts'
import { forgetExpired, sessionOfConversation } from './sessions.ts'
import { setUpOf } from './settings.ts'
import { mailTranscriptAtEnd, type TranscriptDeps } from './transcript.ts'

export type ChatJobDeps = AwayDeps & TranscriptDeps & { brandOf: BrandOf }

/** What chats hear and do by the clock: answers to those who left, transcripts. */
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
            const chat = {
              key: channel.address ?? '',
              brand: await deps.brandOf(tx, session.channel_id),
              setUp: setUpOf(channel.settings),
            }
            await mailTranscriptAtEnd(deps, tx, chat, session)
          }),
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
