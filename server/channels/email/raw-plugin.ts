import type { FastifyPluginAsync } from 'fastify'
import { Forbidden, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { onceIfKeyed } from '#server/platform/http/idempotency.ts'
import { isId } from '#server/platform/ids.ts'
import { channelById } from './channel-records.ts'
import type { MailReader } from './reader.ts'
import { toReceipt } from './receipts.ts'
import type { MailStore } from './store-queue.ts'

/** `POST /channels/{id}/raw`: a mail as it is, message/rfc822. Stored, understood, and told what became of it. */
export function rawMailPlugin(
  ground: Ground,
  mails: MailStore,
  reader: () => MailReader,
  maxBytes: number,
): FastifyPluginAsync {
  return async app => {
    app.addContentTypeParser(
      'message/rfc822',
      { parseAs: 'buffer', bodyLimit: maxBytes },
      (_request, body, done) => done(null, body),
    )
    app.post<{ Params: { id: string }; Body: unknown }>(
      '/api/v1/channels/:id/raw',
      { bodyLimit: maxBytes },
      async (request, reply) => {
        const actor = await request.actor()
        if (!actor) throw new Refused('request.sign_in', {}, 401)
        if (actor.role !== 'administrator')
          throw new Forbidden('request.role_needed', { roles: ['administrator'] })
        if (actor.scopes && !actor.scopes.includes('channels:write'))
          throw new Forbidden('request.scope_needed', { scope: 'channels:write' })
        if (!Buffer.isBuffer(request.body)) throw new Refused('request.media_type', {}, 415)
        const raw = request.body
        const channel = isId(request.params.id)
          ? await ground.db.readWorkspace(actor.workspaceId, tx => channelById(tx, request.params.id))
          : undefined
        if (!channel) throw new NotFound('channel')
        if (channel.deleted_at) throw new Refused('channel.deleted')
        // The key is claimed first: what follows is done once anyhow, because the same mail has one receipt.
        const key = request.headers['idempotency-key']
        const claim = { caller: actor.id, key, request: ['raw', channel.id], bytes: raw, status: 201 }
        if (key !== undefined)
          await ground.db.inWorkspace(actor.workspaceId, tx => onceIfKeyed(tx, claim, async () => null))
        const { receipt, isNew } = await mails.store(actor.workspaceId, {
          channelId: channel.id,
          raw,
          envelope: {
            from: null,
            to: channel.address ? [channel.address] : [],
            via: 'api',
            remoteAddress: request.ip,
          },
        })
        // The mail is safe already: whatever happens next, its receipt tells.
        const now =
          receipt.state === 'stored' ? await reader().readNow(actor.workspaceId, receipt.id) : receipt
        return reply.status(isNew ? 201 : 200).send(toReceipt(now, ground.t, request.language))
      },
    )
  }
}
