import type { Recipient } from '#server/conversations/index.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, Refused } from '#server/platform/errors.ts'
import type { Composed, Quoted } from './compose.ts'
import { cleanAddress, oneLine } from './headers.ts'
import type { MailHouse } from './house.ts'

// What a mail that leaves is made of, whoever it is for: customers, and those we ask beside them.

/** A recipient on one line. */
export const shown = ({ name, address }: Recipient): Recipient => ({
  name: oneLine(name),
  address: address.trim(),
})

/** One address each: a list in one field, or a line break, would reach people that nobody named. */
export function requireAddresses(recipients: Recipient[]): void {
  for (const { address } of recipients)
    if (cleanAddress(address) !== address.trim().toLowerCase())
      throw new Invalid('conversation.bad_address', { address: address.slice(0, 100) })
}

/** E50: a person signs, then their house. */
export const signatureOf = (
  author: { name: string; signature: string } | undefined,
  channel: { signature: string },
  house: MailHouse,
): string =>
  [author?.signature || author?.name, channel.signature || house.signature || house.name]
    .filter(Boolean)
    .join('\n')

/** Who signs. */
export async function memberById(tx: Tx, id: string) {
  return tx
    .selectFrom('members')
    .select(['name', 'signature'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The language of a conversation; null when it is not known. */
export async function languageOf(tx: Tx, conversationId: string): Promise<'fr' | 'en' | null> {
  const row = await tx
    .selectFrom('conversations')
    .select('language')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversationId)
    .executeTakeFirst()
  return row?.language ?? null
}

/** What of a mail is answered or quoted. */
export async function answeredMail(
  tx: Tx,
  messageId: string,
): Promise<{ id: string; subject: string; key: string | null; quoted: Quoted }> {
  const row = await tx
    .selectFrom('messages')
    .select(['id', 'at', 'from_name', 'from_address', 'subject', 'text', 'full_text', 'html'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', messageId)
    .executeTakeFirst()
  if (!row) throw new Refused('conversation.unknown_message', {}, 422)
  const key = await tx
    .selectFrom('message_keys')
    .select('key')
    .where('workspace_id', '=', tx.workspaceId)
    .where('message_id', '=', messageId)
    .limit(1)
    .executeTakeFirst()
  return {
    id: row.id,
    subject: row.subject ?? '',
    key: key?.key ?? null,
    // The customer's HTML is not sent back: its pictures and styles were meant for us.
    quoted: {
      at: row.at,
      fromName: row.from_name || row.from_address || '',
      text: row.full_text ?? row.text,
      html: null,
    },
  }
}

/** The files that leave with a mail: the writer's, and those of a message quoted whole. */
export async function filesOf(
  tx: Tx,
  attachmentIds: string[],
  forwardedId: string | undefined,
): Promise<Composed['attachments']> {
  if (attachmentIds.length === 0 && !forwardedId) return []
  const rows = await tx
    .selectFrom('attachments')
    .innerJoin('files', join =>
      join
        .onRef('files.workspace_id', '=', 'attachments.workspace_id')
        .onRef('files.id', '=', 'attachments.file_id'),
    )
    .select(['attachments.id', 'attachments.name', 'attachments.type', 'files.sha256'])
    .where('attachments.workspace_id', '=', tx.workspaceId)
    .where(eb =>
      eb.or([
        ...(attachmentIds.length > 0 ? [eb('attachments.id', 'in', attachmentIds)] : []),
        ...(forwardedId ? [eb('attachments.message_id', '=', forwardedId)] : []),
      ]),
    )
    .orderBy('attachments.position')
    .execute()
  return rows.map(row => ({
    attachmentId: row.id,
    name: row.name,
    type: row.type,
    sha256: row.sha256.toString('hex'),
  }))
}
