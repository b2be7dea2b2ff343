import type { Channel } from '#server/conversations/index.ts'

/** How a chat sends: at once, to whoever the conversation is with. */
export function chatChannel(): Channel {
  return {
    kind: 'chat',
    namesNobody: true,
    undoSeconds: 0,
    async send(tx, { messageId }) {
      await tx
        .updateTable('messages')
        .set({ delivery_status: 'sent' })
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', messageId)
        .execute()
    },
    cancel: async () => false,
    defaultRecipients: async () => ({ to: [], cc: [] }),
  }
}
