import type { FastifyPluginAsync } from 'fastify'
import type { Ground } from '#server/platform/ground.ts'
import { languageOf } from '#server/platform/i18n.ts'
import { demoWorkspace } from '#server/workspaces/index.ts'
import { shopPage } from './page.ts'

/**
 * The shop of the demonstration, with its chat on it: the page that a newcomer tries first. It is written as strictly as
 * the strictest of our users' pages, so that the widget is seen to work there.
 */
export function shopRoutes({ db, t }: Ground): FastifyPluginAsync {
  return async app => {
    app.get<{ Querystring: { lang?: string } }>('/shop', async (request, reply) => {
      const { lang } = request.query
      const language = lang === 'fr' || lang === 'en' ? lang : languageOf(request.headers['accept-language'])
      const demo = await demoWorkspace(db.system)
      if (!demo) return reply.status(404).type('text/plain; charset=utf-8').send('404')
      const { text, policy } = shopPage(t, {
        language,
        name: demo.name,
        slug: demo.slug,
        chatKey: await chatKeyOf(demo.id),
      })
      return reply
        .header('content-security-policy', policy)
        .header('x-robots-tag', 'noindex, nofollow')
        .header('cache-control', 'no-store')
        .type('text/html; charset=utf-8')
        .send(text)
    })
  }

  async function chatKeyOf(workspaceId: string): Promise<string | undefined> {
    const row = await db.system
      .selectFrom('channels')
      .select('address')
      .where('workspace_id', '=', workspaceId)
      .where('kind', '=', 'chat')
      .where('enabled', '=', true)
      .orderBy('created_at')
      .limit(1)
      .executeTakeFirst()
    return row?.address ?? undefined
  }
}
