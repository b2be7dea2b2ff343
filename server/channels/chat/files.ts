import type { ChatFile } from '#contract/chat.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { UploadedFile } from '#server/platform/http/upload.ts'
import { safeFileName, sniffType } from '#server/platform/sent-file.ts'
import type { SessionRecord } from './sessions.ts'
import { fileUrl, type Place } from './view.ts'

/** The largest file of a visitor, and how many may wait to be named by a message. */
export const fileLimits = { mostBytes: 10 * 1024 * 1024, mostPerMessage: 10 }
const mostWaiting = 20

/** Keeps a visitor's file until a message names it. */
export async function keepFile(
  ground: Ground,
  tx: Tx,
  place: Place,
  session: SessionRecord,
  { name, claimedType, bytes }: UploadedFile,
): Promise<ChatFile> {
  if (bytes.byteLength === 0) throw new Invalid('attachment.none')
  const waiting = await tx
    .selectFrom('attachments')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', tx.workspaceId)
    .where('uploaded_by', '=', session.id)
    .where('message_id', 'is', null)
    .executeTakeFirstOrThrow()
  if (waiting.count >= mostWaiting) throw new Refused('chat.too_many_files', {}, 429)
  const type = await sniffType(bytes, claimedType)
  const { fileId } = await ground.files.put(tx, bytes, type)
  const row = await tx
    .insertInto('attachments')
    .values({
      workspace_id: tx.workspaceId,
      id: ground.newId(),
      message_id: null,
      conversation_id: null,
      file_id: fileId,
      name: safeFileName(name, type, 1),
      type,
      bytes: bytes.byteLength,
      content_id: null,
      uploaded_by: session.id,
    })
    .returning(['id', 'name', 'type', 'bytes'])
    .executeTakeFirstOrThrow()
  return { ...row, url: fileUrl(ground, place, row.id) }
}

/** The files that a message names, taken out of those that wait; refuses what this visitor did not send. */
export async function waitingFiles(tx: Tx, sessionId: string, ids: string[]) {
  if (ids.length === 0) return []
  const rows = await tx
    .deleteFrom('attachments')
    .where('workspace_id', '=', tx.workspaceId)
    .where('uploaded_by', '=', sessionId)
    .where('message_id', 'is', null)
    .where('id', 'in', ids)
    .returning(['id', 'file_id', 'name', 'type', 'bytes'])
    .execute()
  const found = new Map(rows.map(row => [row.id, row]))
  return [...new Set(ids)].map(id => {
    const row = found.get(id)
    if (!row) throw new NotFound('attachment')
    const { file_id: fileId, name, type, bytes } = row
    return { fileId, name, type, bytes, inline: false, contentId: null }
  })
}
