import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { fileTypeFromBuffer } from 'file-type'
import type { Scope } from '#contract/common.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Forbidden, Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { onceIfKeyed } from '#server/platform/http/idempotency.ts'
import { uploadedFile } from '#server/platform/http/upload.ts'
import { isId } from '#server/platform/ids.ts'
import { safeFileName } from '#server/platform/sent-file.ts'
import { conversationFor } from './access.ts'
import { toAttachment, uploaderOf } from './attachments.ts'
import { remotePictureRoute } from './remote-pictures.ts'

/** Shown in the page; everything else is downloaded, so that no customer's file runs under our address. */
const shownInline = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'application/pdf',
  'audio/mpeg',
  'audio/ogg',
  'video/mp4',
])

/** Files of writers and customers: upload while writing, download with the rights of the conversation. */
export function filesPlugin(ground: Ground): FastifyPluginAsync {
  return async app => {
    remotePictureRoute(app, ground, request => signedIn(request, 'conversations:read'))

    app.post('/api/v1/uploads', async (request, reply) => {
      const actor = await signedIn(request, 'conversations:write')
      const file = await uploadedFile(request)
      if (!file) throw new Invalid('attachment.none')
      const { bytes, claimedType } = file
      const sniffed = await fileTypeFromBuffer(bytes)
      const type = sniffed?.mime ?? (isText(claimedType) ? claimedType : 'application/octet-stream')
      const upload = async (tx: Tx) => {
        const { fileId } = await ground.files.put(tx, bytes, type)
        const attachment = await tx
          .insertInto('attachments')
          .values({
            workspace_id: tx.workspaceId,
            id: ground.newId(),
            message_id: null,
            conversation_id: null,
            file_id: fileId,
            name: safeFileName(file.name, type, 1),
            type,
            bytes: bytes.byteLength,
            content_id: null,
            uploaded_by: uploaderOf(actor),
          })
          .returningAll()
          .executeTakeFirstOrThrow()
        return toAttachment(attachment)
      }
      const asked = {
        caller: actor.id,
        key: request.headers['idempotency-key'],
        request: ['upload', file.name, claimedType],
        bytes,
        status: 201,
      }
      const answer = await ground.db.inWorkspace(actor.workspaceId, tx =>
        onceIfKeyed(tx, asked, () => upload(tx)),
      )
      return reply.status(201).send(answer)
    })

    app.get<{ Params: { id: string } }>('/api/v1/attachments/:id', async (request, reply) => {
      const actor = await signedIn(request, 'conversations:read')
      const found = await ground.db.inWorkspace(actor.workspaceId, async tx => {
        const attachment = isId(request.params.id)
          ? await tx
              .selectFrom('attachments')
              .innerJoin('files', join =>
                join
                  .onRef('files.workspace_id', '=', 'attachments.workspace_id')
                  .onRef('files.id', '=', 'attachments.file_id'),
              )
              .select([
                'attachments.name',
                'attachments.type',
                'attachments.conversation_id',
                'attachments.uploaded_by',
                'files.sha256',
              ])
              .where('attachments.workspace_id', '=', tx.workspaceId)
              .where('attachments.id', '=', request.params.id)
              .executeTakeFirst()
          : undefined
        if (!attachment) throw new NotFound('attachment')
        if (attachment.conversation_id) await conversationFor(tx, actor, attachment.conversation_id)
        else if (attachment.uploaded_by !== uploaderOf(actor)) throw new NotFound('attachment')
        await tx
          .insertInto('access_log')
          .values({
            workspace_id: tx.workspaceId,
            id: ground.newId(),
            at: ground.clock.now(),
            actor_kind: actor.kind,
            actor_id: actor.id,
            action: 'download',
            subject_kind: 'attachment',
            subject_id: request.params.id,
          })
          .execute()
        return attachment
      })
      return sendFile(reply, await ground.files.read(actor.workspaceId, found.sha256), found)
    })
  }
}

async function signedIn(request: FastifyRequest, scope: Scope): Promise<Actor> {
  const actor = await request.actor()
  if (!actor) throw new Refused('request.sign_in', {}, 401)
  if (actor.scopes && !actor.scopes.includes(scope)) throw new Forbidden('request.scope_needed', { scope })
  return actor
}

function sendFile(
  reply: FastifyReply,
  stream: NodeJS.ReadableStream,
  { name, type }: { name: string; type: string },
) {
  const inline = shownInline.has(type)
  return reply
    .header('content-type', inline ? type : 'application/octet-stream')
    .header(
      'content-disposition',
      `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`,
    )
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, max-age=3600')
    .send(stream)
}

const isText = (type: string) => type === 'text/plain' || type === 'text/csv'
