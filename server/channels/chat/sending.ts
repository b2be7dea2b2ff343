import type { Channel } from '#server/conversations/index.ts'
import { Refused } from '#server/platform/errors.ts'
import { type AwayDeps, isGone, mailUnseen } from './away.ts'
import { sessionOfConversation } from './sessions.ts'
import { setUpOf } from './settings.ts'

/** How a chat sends: at once, to whoever the conversation is with; to somebody who is gone, by e-mail. */
export function chatChannel(deps: AwayDeps): Channel {
  return {
    kind: 'chat',
    namesNobody: true,
    undoSeconds: 0,
    async send(tx, { messageId, conversationId, channelId }) {
      const session = await sessionOfConversation(tx, conversationId)
      if (!session) throw new Refused('chat.no_visitor', {}, 422)
      // It is theirs from the commit on: the widget reads it whenever it looks. Who it answers stays on it: conversations of
      // two people may be joined later, and neither reads what the other was told.
      await tx
        .updateTable('messages')
        .set({ delivery_status: 'sent', leaves_at: null, identity_id: session.identity_id })
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', messageId)
        .execute()
      if (!session.address) return
      const channel = await tx
        .selectFrom('channels')
        .select('settings')
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', channelId)
        .executeTakeFirstOrThrow()
      const { awayAfterMinutes } = setUpOf(channel.settings)
      if (isGone(session, awayAfterMinutes, deps.ground.clock.now())) await mailUnseen(deps, tx, session)
    },
    cancel: async () => false,
    defaultRecipients: async () => ({ to: [], cc: [] }),
  }
}
