import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type Language, languageOf } from '#server/platform/i18n.ts'
import { type PageHouse, type PublicPage, sendPage } from '#server/platform/pages/document.ts'
import { fieldsOf, pageLimit } from '#server/platform/pages/forms.ts'
import { html } from '#server/platform/pages/html.ts'
import { factsOf, type PortalDeps, storedPage } from './contact-page/facts.ts'
import { contactPage } from './contact-page/page.ts'
import { knownZone } from './hours.ts'
import { reportAddress, statementPage, storedStatement } from './statement/statement.ts'

/** Requests of one address in a minute: a family behind one box, never a harvester. */
const requestsPerMinute = 120

export type HouseOf = (tx: Tx, channelId: string | null) => Promise<PageHouse>

/** The pages that anybody may read: how to reach a house, and how accessible its pages are. */
export function publicPages(ground: Ground, deps: PortalDeps & { houseOf: HouseOf }): FastifyPluginAsync {
  const { db, t, clock } = ground
  const send = (reply: FastifyReply, page: PublicPage, status = 200) => sendPage(reply, t, page, status)

  async function showContact(request: FastifyRequest, reply: FastifyReply) {
    const place = await placeOf(ground, request)
    if (!place) return send(reply, sentencePage(ground, languageAsked(request), 'unknown'), 404)
    const now = clock.now()
    const page = await db.readWorkspace(place.workspaceId, async tx => {
      const { published } = await storedPage(tx)
      if (!published) return undefined
      const facts = await factsOf(deps, tx, published, now)
      const zone = knownZone(fieldsOf(request.query).zone)
      const language = languageFor(request, facts.brand.languages)
      return contactPage(t, deps.calendars, facts, await deps.houseOf(tx, null), { language, zone })
    })
    if (!page) return send(reply, sentencePage(ground, languageAsked(request), 'unpublished'), 404)
    return send(reply, page)
  }

  async function showStatement(request: FastifyRequest, reply: FastifyReply) {
    const place = await placeOf(ground, request)
    if (!place) return send(reply, sentencePage(ground, languageAsked(request), 'unknown'), 404)
    const language = languageAsked(request)
    const page = await db.readWorkspace(place.workspaceId, async tx => {
      const said = await storedStatement(tx)
      const report = await reportAddress(tx, said)
      return statementPage(t, await deps.houseOf(tx, null), { said, report, slug: place.slug, language })
    })
    return send(reply, page)
  }

  /** Where the program serves one house only, its page needs no name. */
  async function findContact(request: FastifyRequest, reply: FastifyReply) {
    const slug = await onlySlug(ground)
    if (!slug) return send(reply, sentencePage(ground, languageAsked(request), 'unknown'), 404)
    return reply.redirect(`/contact/${slug}`, 302)
  }

  return async app => {
    app.setErrorHandler((error, request, reply) => {
      const status = (error as { statusCode?: number }).statusCode ?? 500
      if (status >= 500) ground.log.error({ error }, 'a public page failed')
      const kind = status === 429 ? 'too_many' : 'failed'
      return send(reply, sentencePage(ground, languageAsked(request), kind), status)
    })
    const config = pageLimit(requestsPerMinute)
    app.get('/contact', { config }, findContact)
    app.get('/contact/:slug', { config }, showContact)
    app.get('/accessibility/:slug', { config }, showStatement)
  }
}

/** A sentence for what cannot be shown: unknown, not published, too many, failed. */
export function sentencePage({ t }: Ground, language: Language, kind: string): PublicPage {
  const say = (key: string) => t(language, `page:${kind}.${key}`)
  return { title: say('title'), language, body: html`\n<h1>${say('title')}</h1>\n<p>${say('text')}</p>` }
}

/** The workspace that the address names; undefined when there is none. */
export async function placeOf(
  { db }: Ground,
  request: FastifyRequest,
): Promise<{ workspaceId: string; slug: string } | undefined> {
  const { slug } = request.params as { slug: string }
  const row = await db.system
    .selectFrom('workspaces')
    .select(['id', 'slug'])
    .where('slug', '=', slug)
    .executeTakeFirst()
  return row && { workspaceId: row.id, slug: row.slug }
}

/** The language that the address asks for, or the browser. */
export function languageAsked(request: FastifyRequest): Language {
  const wanted = fieldsOf(request.body).lang ?? fieldsOf(request.query).lang
  return wanted === 'fr' || wanted === 'en' ? wanted : languageOf(request.headers['accept-language'])
}

function languageFor(request: FastifyRequest, spoken: Language[]): Language {
  const wanted = fieldsOf(request.query).lang
  const asked = languageAsked(request)
  return wanted === undefined && !spoken.includes(asked) ? spoken[0]! : asked
}

async function onlySlug({ db }: Ground): Promise<string | undefined> {
  const rows = await db.system.selectFrom('workspaces').select(['slug', 'is_demo']).limit(3).execute()
  const real = rows.filter(row => !row.is_demo)
  if (real.length > 1) return undefined
  return (real[0] ?? rows[0])?.slug
}
