import type { FastifyInstance, FastifyReply } from 'fastify'
import { widgetPath } from '#contract/chat.ts'
import { NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { isId } from '#server/platform/ids.ts'
import type { OpenChat } from './door.ts'
import { isFileUrl } from './view.ts'

interface Picture {
  Params: { id: string }
  Querystring: Record<string, string>
}

/** Files of a conversation and photos of advisers: a picture of a page brings no token, so their addresses are signed. */
export function pictureRoutes(app: FastifyInstance, ground: Ground, config: object) {
  const { db } = ground

  app.get<Picture>(`${widgetPath}/:key/files/:id`, { config }, async (request, reply) => {
    const { id } = request.params
    const { until = '', s = '' } = request.query
    if (!isId(id) || !/^\d{1,9}$/.test(until) || !isFileUrl(ground, id, Number(until), String(s)))
      throw new NotFound('attachment')
    return sendFile(reply, request.chat!, await fileOf(request.chat!, id))
  })

  app.get<Picture>(`${widgetPath}/:key/photos/:id`, { config }, async (request, reply) => {
    const { id } = request.params
    if (!isId(id) || !ground.secrets.verify(`chat-photo:${id}`, String(request.query.s ?? '')))
      throw new NotFound('file')
    return sendFile(reply, request.chat!, await photoOf(request.chat!, id))
  })

  function fileOf(chat: OpenChat, id: string) {
    return db.readWorkspace(chat.workspaceId, tx =>
      tx
        .selectFrom('attachments')
        .innerJoin('files', join =>
          join
            .onRef('files.workspace_id', '=', 'attachments.workspace_id')
            .onRef('files.id', '=', 'attachments.file_id'),
        )
        .select(['attachments.name', 'attachments.type', 'files.sha256'])
        .where('attachments.workspace_id', '=', tx.workspaceId)
        .where('attachments.id', '=', id)
        .executeTakeFirst(),
    )
  }

  function photoOf(chat: OpenChat, id: string) {
    return db.readWorkspace(chat.workspaceId, tx =>
      tx
        .selectFrom('members')
        .innerJoin('files', join =>
          join
            .onRef('files.workspace_id', '=', 'members.workspace_id')
            .onRef('files.id', '=', 'members.photo_file_id'),
        )
        .select(['members.name', 'files.type', 'files.sha256'])
        .where('members.workspace_id', '=', tx.workspaceId)
        .where('members.id', '=', id)
        .executeTakeFirst(),
    )
  }

  async function sendFile(
    reply: FastifyReply,
    chat: OpenChat,
    file: { name: string; type: string; sha256: Buffer } | undefined,
  ) {
    if (!file) throw new NotFound('attachment')
    const isPicture = /^image\/(?:png|jpeg|gif|webp)$/.test(file.type)
    return reply
      .header('content-type', isPicture ? file.type : 'application/octet-stream')
      .header(
        'content-disposition',
        `${isPicture ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      )
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('cache-control', 'private, max-age=3600')
      .send(await ground.files.read(chat.workspaceId, file.sha256))
  }
}
