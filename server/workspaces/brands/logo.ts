import type { FastifyPluginAsync } from 'fastify'
import { fileTypeFromBuffer } from 'file-type'
import { asEventActor } from '#server/platform/actor.ts'
import { Forbidden, Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { onceIfKeyed } from '#server/platform/http/idempotency.ts'
import { uploadedFile } from '#server/platform/http/upload.ts'
import { isId } from '#server/platform/ids.ts'
import { largestLogo, lockBrand, logoOf, logoTypes } from './queries.ts'

/** Logos of brands: outside the contract, which carries no files. */
export function logoRoutes({ db, files, recordEvent }: Ground): FastifyPluginAsync {
  return async app => {
    app.post<{ Params: { id: string } }>('/api/v1/brands/:id/logo', async (request, reply) => {
      const actor = await request.actor()
      if (!actor) throw new Refused('request.sign_in', {}, 401)
      if (actor.role !== 'administrator') throw new Forbidden()
      if (actor.scopes && !actor.scopes.includes('settings:write'))
        throw new Forbidden('request.scope_needed', { scope: 'settings:write' })
      const { id } = request.params
      if (!isId(id)) throw new NotFound('brand')
      const file = await uploadedFile(request, { mostBytes: largestLogo })
      if (!file) throw new Invalid('brand.logo_missing')
      // What the bytes say, not what the sender says.
      const type = (await fileTypeFromBuffer(file.bytes))?.mime
      if (!type || !logoTypes.includes(type)) throw new Invalid('brand.logo_type')
      const key = request.headers['idempotency-key']
      const asked = { caller: actor.id, key, request: `logo ${id}`, bytes: file.bytes, status: 201 }
      const answer = await db.inWorkspace(actor.workspaceId, tx =>
        onceIfKeyed(tx, asked, async () => {
          if (!(await lockBrand(tx, id))) throw new NotFound('brand')
          const { fileId } = await files.put(tx, file.bytes, type)
          await tx
            .updateTable('brands')
            .set({ logo_file_id: fileId })
            .where('workspace_id', '=', tx.workspaceId)
            .where('id', '=', id)
            .execute()
          await recordEvent(tx, {
            type: 'brand.updated',
            actor: asEventActor(actor),
            subject: { kind: 'brand', id },
            data: { logoFileId: fileId },
          })
          return { logoFileId: fileId }
        }),
      )
      return reply.status(201).send(answer)
    })

    app.get<{ Params: { id: string } }>('/brands/:id/logo', async (request, reply) => {
      const logo = isId(request.params.id) ? await logoOf(db.system, request.params.id) : undefined
      if (!logo) throw new NotFound('file')
      return (
        reply
          .type(logo.type)
          .header('cache-control', 'public, max-age=86400')
          .header('content-security-policy', "default-src 'none'; sandbox")
          // Mail programs and other sites draw it too.
          .header('cross-origin-resource-policy', 'cross-origin')
          .send(Buffer.from(await files.readBytes(logo.workspaceId, logo.sha256)))
      )
    })
  }
}
