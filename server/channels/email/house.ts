import type { Tx } from '#server/platform/db.ts'
import type { Language } from '#server/platform/i18n.ts'

/** The brand under which a mail leaves, in the language of its reader. */
export interface MailHouse {
  name: string
  /** Under the name of whoever signs, where the channel says nothing of its own. */
  signature: string
  /** Under each mail to a customer: the brand's words, the number to call and its price. Empty when there is nothing to say. */
  footer: string
}

/** Which brand a channel speaks for; without a channel, the default one. */
export type HouseOfMail = (tx: Tx, channelId: string | null, language: Language) => Promise<MailHouse>

/** The channel that a customer wrote to: a form or a chat is answered by mail under its own brand. */
export async function channelWrittenTo(tx: Tx, conversationId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('conversations')
    .select('channel_id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversationId)
    .executeTakeFirst()
  return row?.channel_id ?? null
}
