import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Arrival, Arrived, RequestView } from '#server/conversations/index.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { SentFile } from '#server/platform/http/parts.ts'
import type { RequestLink } from './links.ts'

export interface ReplyDeps {
  receive: (tx: Tx, arrival: Arrival) => Promise<Arrived>
  contactOfSender: (
    tx: Tx,
    sender: { kind: 'email'; address: string; name: string | null; verified?: boolean },
  ) => Promise<{ contactId: string; identityId: string }>
}

/**
 * Adds what a customer wrote on the page of their request to its thread, once however often it is sent: `once` comes
 * with the page. The words are kept as they came in the same transaction.
 */
export async function addReply(
  ground: Ground,
  deps: ReplyDeps,
  workspaceId: string,
  {
    link,
    view,
    text,
    files,
    once,
  }: { link: RequestLink; view: RequestView; text: string; files: SentFile[]; once: string },
): Promise<void> {
  // Written before anything is locked; the same bytes are kept once.
  const written = await Promise.all(files.map(file => ground.files.write(workspaceId, file.bytes, file.type)))
  // What somebody went back to change on the same page is another message.
  const said = JSON.stringify([
    link.conversationId,
    once,
    text,
    written.map(({ sha256 }) => sha256.toString('hex')),
  ])
  const key = createHash('sha256').update(said).digest('hex')
  const now = ground.clock.now()
  await ground.db.inWorkspace(workspaceId, async tx => {
    const receiptId = ground.newId()
    if (view.channel.id && !(await keep(ground, tx, view.channel.id, { receiptId, link, text, key }))) return
    // The link came to this address and nowhere else: who writes by it reads its mail.
    const sender = await deps.contactOfSender(tx, {
      kind: 'email',
      address: link.address,
      name: null,
      verified: true,
    })
    const fileIds = await ground.files.register(tx, written)
    const arrived = await deps.receive(tx, {
      channel: { ...view.channel, id: view.channel.id ?? receiptId },
      contactId: link.contactId,
      identityId: sender.identityId,
      belongsTo: view.id,
      candidates: [],
      at: now,
      from: { name: link.name || null, address: link.address },
      to: [],
      cc: [],
      subject: view.subject,
      text,
      fullText: null,
      html: null,
      language: link.language,
      automatic: 'none',
      auth: null,
      attachments: files.map((file, index) => ({
        fileId: fileIds[index]!,
        name: file.name,
        type: file.type,
        bytes: file.bytes.length,
        inline: false,
        contentId: null,
      })),
      keys: [],
      isSpam: false,
      folds: [],
      metadata: { via: 'request_page' },
    })
    await tx
      .updateTable('receipts')
      .set({
        conversation_id: arrived.conversationId,
        message_id: arrived.messageId,
        ...(arrived.isMasked && { raw: Buffer.from('{}'), reason: 'mail.raw_dropped' }),
      })
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', receiptId)
      .execute()
  })
}

/** Keeps the words as they came; false when they came before. */
async function keep(
  ground: Ground,
  tx: Tx,
  channelId: string,
  { receiptId, link, text, key }: { receiptId: string; link: RequestLink; text: string; key: string },
): Promise<boolean> {
  const raw = Buffer.from(JSON.stringify({ via: 'request_page', from: link.address, text }))
  const now = ground.clock.now()
  const { rows } = await sql`
    insert into receipts (workspace_id, channel_id, external_id, id, state, lane, envelope, bytes, raw, received_at, understood_at)
    values (${tx.workspaceId}, ${channelId}, ${key}, ${receiptId}, 'parsed', ${link.address},
      ${JSON.stringify({ via: 'page', from: link.address, to: [] })}, ${raw.length}, ${raw}, ${now}, ${now})
    on conflict do nothing
    returning id`.execute(tx)
  return rows.length > 0
}
