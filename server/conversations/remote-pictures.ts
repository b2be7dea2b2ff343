import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Actor } from '#server/platform/actor.ts'
import { NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { isId } from '#server/platform/ids.ts'
import { conversationFor } from './access.ts'
import { fetchOutsidePicture } from './outside-picture.ts'

/**
 * Shows a remote picture of a mail to someone who asked for it. The page itself may load nothing from outside: its content
 * policy forbids it, so that no mail can tell its sender that it was opened.
 */
export function remotePictureRoute(
  app: FastifyInstance,
  ground: Ground,
  signedIn: (request: FastifyRequest) => Promise<Actor>,
): void {
  app.get<{ Params: { id: string }; Querystring: { url?: unknown } }>(
    '/api/v1/messages/:id/pictures',
    async (request, reply) => {
      const actor = await signedIn(request)
      const { id } = request.params
      const { url } = request.query
      const html = await ground.db.readWorkspace(actor.workspaceId, async tx => {
        const message = isId(id)
          ? await tx
              .selectFrom('messages')
              .select(['conversation_id', 'html'])
              .where('workspace_id', '=', tx.workspaceId)
              .where('id', '=', id)
              .executeTakeFirst()
          : undefined
        if (!message) throw new NotFound('message')
        await conversationFor(tx, actor, message.conversation_id)
        return message.html ?? ''
      })
      // Only what the mail itself points to: this is no way to ask the internet for anything else.
      const picture =
        typeof url === 'string' && picturesOf(html).has(url) ? await fetchOutsidePicture(url) : undefined
      if (!picture) throw new NotFound('attachment')
      return reply
        .header('content-type', picture.type)
        .header('content-disposition', 'inline')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('x-content-type-options', 'nosniff')
        .header('cache-control', 'private, max-age=86400')
        .send(picture.bytes)
    },
  )
}

/** The remote pictures that the sanitiser held back in a mail. */
export function picturesOf(html: string): Set<string> {
  const found = html.matchAll(/\sdata-remote-(?:src|background)="([^"]*)"/g)
  return new Set([...found].map(match => unescapeHtml(match[1] ?? '')))
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
