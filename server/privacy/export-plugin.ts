import type { FastifyPluginAsync } from 'fastify'
import { NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { isId } from '#server/platform/ids.ts'
import { exportName, exportRows, opensExport } from './exports.ts'

/** `GET /data-exports/{id}/file`: opened by a signed link alone, for an hour; each fetch is logged. */
export function exportPlugin(ground: Ground): FastifyPluginAsync {
  return async app => {
    app.get<{ Params: { id: string }; Querystring: Record<string, string> }>(
      '/api/v1/data-exports/:id/file',
      async (request, reply) => {
        const { id } = request.params
        const { workspace = '', until = '', signature = '' } = request.query
        const asked = { workspace: String(workspace), id, until: String(until), signature: String(signature) }
        // What is wrong with a link is nobody's business.
        if (!isId(asked.workspace) || !isId(id) || !opensExport(ground, asked))
          throw new NotFound('data_export')
        const row = await ground.db.inWorkspace(asked.workspace, async tx => {
          const [found] = await exportRows(tx, { id, limit: 1 })
          if (found?.state !== 'ready') throw new NotFound('data_export')
          await tx
            .insertInto('access_log')
            .values({
              workspace_id: tx.workspaceId,
              id: ground.newId(),
              at: ground.clock.now(),
              actor_kind: 'system',
              actor_id: null,
              action: 'download',
              subject_kind: found.contact_id ? 'contact' : 'workspace',
              subject_id: found.contact_id ?? tx.workspaceId,
            })
            .execute()
          return found
        })
        return reply
          .header('content-type', row.kind === 'person' ? 'application/zip' : 'application/zstd')
          .header('content-length', row.bytes ?? undefined)
          .header(
            'content-disposition',
            `attachment; filename="boucle-${id}.${row.kind === 'person' ? 'zip' : 'tar.zst'}"`,
          )
          .header('cache-control', 'no-store')
          .send(await ground.files.streamKept(asked.workspace, exportName(id)))
      },
    )
  }
}
