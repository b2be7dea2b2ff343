import type { FastifyPluginAsync } from 'fastify'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { languageOf } from '#server/platform/i18n.ts'
import { type PageHouse, sendPage } from '#server/platform/pages/document.ts'
import { html } from '#server/platform/pages/html.ts'
import type { Door } from './door.ts'

export interface TryDeps {
  ground: Ground
  door: Door
  houseOf: (tx: Tx, channelId: string | null) => Promise<PageHouse>
}

/** A page of ours with a chat on it: whoever sets it up is its visitor, before any page of their site shows it. */
export function tryPage({ ground, door, houseOf }: TryDeps): FastifyPluginAsync {
  const { db, t } = ground
  return async app => {
    app.get<{ Params: { key: string }; Querystring: { lang?: string } }>(
      '/chat/:key',
      async (request, reply) => {
        const { lang } = request.query
        const language =
          lang === 'fr' || lang === 'en' ? lang : languageOf(request.headers['accept-language'])
        const say = (word: string, values: Record<string, unknown> = {}) =>
          t(language, `chat:try.${word}`, values)
        const chat = await door.open(request.params.key)
        if (!chat) {
          const body = html`<h1>${say('off')}</h1>\n<p>${say('offLead')}</p>`
          return sendPage(reply, t, { title: say('off'), language, body }, 404)
        }
        const { name, key } = chat
        const other = language === 'fr' ? 'en' : 'fr'
        return sendPage(reply, t, {
          title: say('title', { name }),
          language,
          house: await db.readWorkspace(chat.workspaceId, tx => houseOf(tx, chat.channelId)),
          other: { language: other, address: `/chat/${key}?lang=${other}` },
          body: html`<h1>${say('title', { name })}</h1>\n<p>${say('lead')}</p>\n<p class="muted">${say('care')}</p>`,
          chatKey: key,
        })
      },
    )
  }
}
