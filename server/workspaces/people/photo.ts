import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { fileTypeFromBuffer } from 'file-type'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Forbidden, Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { onceIfKeyed } from '#server/platform/http/idempotency.ts'
import { uploadedFile } from '#server/platform/http/upload.ts'
import { isId } from '#server/platform/ids.ts'
import { memberChanged, memberFor } from './members.ts'

// Pictures that browsers draw and that cannot hold a script, as an SVG can.
const photoTypes = ['image/jpeg', 'image/png', 'image/webp']
const largestPhoto = 2 * 1024 * 1024

/** True when a file of the workspace can stand as somebody’s photo. */
export async function isPhoto(tx: Tx, fileId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('files')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', fileId)
    .where('type', 'in', photoTypes)
    .where('bytes', '<=', largestPhoto)
    .executeTakeFirst()
  return row !== undefined
}

/** Photos of people: outside the contract, which carries no files. */
export function photoRoutes({ db, files, recordEvent }: Ground): FastifyPluginAsync {
  return async app => {
    app.post('/api/v1/me/photo', async (request, reply) => {
      const actor = await someone(request)
      if (actor.kind !== 'member') throw new Forbidden('request.people_only')
      const file = await uploadedFile(request, { mostBytes: largestPhoto })
      if (!file) throw new Invalid('member.photo_missing')
      const { bytes } = file
      // What the bytes say, not what the sender says.
      const type = (await fileTypeFromBuffer(bytes))?.mime
      if (!type || !photoTypes.includes(type)) throw new Invalid('member.photo_type')
      const change = async (tx: Tx) => {
        const before = await memberFor(tx, actor.id)
        const { fileId } = await files.put(tx, bytes, type)
        await tx
          .updateTable('members')
          .set({ photo_file_id: fileId })
          .where('workspace_id', '=', tx.workspaceId)
          .where('id', '=', actor.id)
          .execute()
        const after = await memberFor(tx, actor.id)
        await recordEvent(tx, { ...memberChanged(before, after), actor: asEventActor(actor) })
        return { photoFileId: fileId, photoUrl: after.photoUrl }
      }
      const key = request.headers['idempotency-key']
      const asked = { caller: actor.id, key, request: 'photo', bytes, status: 201 }
      const answer = await db.inWorkspace(actor.workspaceId, tx => onceIfKeyed(tx, asked, () => change(tx)))
      return reply.status(201).send(answer)
    })

    app.get<{ Params: { id: string } }>('/api/v1/members/:id/photo', async (request, reply) => {
      const actor = await someone(request)
      if (actor.scopes && !actor.scopes.includes('settings:read'))
        throw new Forbidden('request.scope_needed', { scope: 'settings:read' })
      const { id } = request.params
      if (!isId(id)) throw new NotFound('file')
      const photo = await db.readWorkspace(actor.workspaceId, tx =>
        tx
          .selectFrom('members')
          .innerJoin('files', join =>
            join
              .onRef('files.workspace_id', '=', 'members.workspace_id')
              .onRef('files.id', '=', 'members.photo_file_id'),
          )
          .select(['files.sha256', 'files.type'])
          .where('members.workspace_id', '=', tx.workspaceId)
          .where('members.id', '=', id)
          .executeTakeFirst(),
      )
      if (!photo) throw new NotFound('file')
      return reply
        .type(photo.type)
        .header('cache-control', 'private, max-age=86400')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .send(Buffer.from(await files.readBytes(actor.workspaceId, photo.sha256)))
    })
  }
}

async function someone(request: FastifyRequest): Promise<Actor> {
  const actor = await request.actor()
  if (!actor) throw new Refused('request.sign_in', {}, 401)
  return actor
}
