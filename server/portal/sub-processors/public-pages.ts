import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Ground } from '#server/platform/ground.ts'
import type { Language } from '#server/platform/i18n.ts'
import { type PublicPage, sendPage } from '#server/platform/pages/document.ts'
import { fieldsOf, goTo, pageLimit, readForms } from '#server/platform/pages/forms.ts'
import { type HouseOf, languageAsked, placeOf, sentencePage } from '../public.ts'
import { type AskState, readerPage, subProcessorsPage } from './page.ts'
import { askToRead, confirmReader, forgetReader, type Reader, readerOf, tokenOf } from './readers.ts'
import { listSubProcessors } from './sub-processors.ts'
import type { NewsDeps } from './telling.ts'

/** Requests of one address in a minute. */
const reads = pageLimit(120)
const writes = pageLimit(20)
const asks = pageLimit(6)

interface Place {
  workspaceId: string
  slug: string
}

/**
 * The public page of sub-processors, and how one is told of what changes there: an address, a mail that asks again, a
 * press; and one press to leave. Opening a link changes nothing, as mail scanners open them all.
 */
export function subProcessorPages(
  ground: Ground,
  deps: Pick<NewsDeps, 'sendNews'> & { houseOf: HouseOf },
): FastifyPluginAsync {
  const { db, t, clock } = ground
  const send = (reply: FastifyReply, page: PublicPage, status = 200) => sendPage(reply, t, page, status)
  const notHere = (request: FastifyRequest, reply: FastifyReply) =>
    send(reply, sentencePage(ground, languageAsked(request), 'unknown'), 404)

  async function draw(
    reply: FastifyReply,
    place: Place,
    language: Language,
    ask: { state: AskState; typed: string },
  ) {
    const today = clock.now().toISOString().slice(0, 10)
    const page = await db.readWorkspace(place.workspaceId, async tx =>
      subProcessorsPage(t, await deps.houseOf(tx, null), {
        ...{ all: await listSubProcessors(tx), slug: place.slug, language, today, ask },
      }),
    )
    return send(reply, page, ask.state === 'wrong' ? 422 : 200)
  }

  async function show(request: FastifyRequest, reply: FastifyReply) {
    const place = await placeOf(ground, request)
    if (!place) return notHere(request, reply)
    const state = fieldsOf(request.query).told === undefined ? 'asks' : 'sent'
    return draw(reply, place, languageAsked(request), { state, typed: '' })
  }

  async function ask(request: FastifyRequest, reply: FastifyReply) {
    const place = await placeOf(ground, request)
    if (!place) return notHere(request, reply)
    const language = languageAsked(request)
    const typed = (fieldsOf(request.body).email ?? '').trim()
    if (!/^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/.test(typed) || typed.length > 320)
      return draw(reply, place, language, { state: 'wrong', typed })
    await db.inWorkspace(place.workspaceId, async tx => {
      const reader = await askToRead(ground, tx, { email: typed, language })
      if (!reader) return
      const { name: brand } = await deps.houseOf(tx, null)
      const say = (key: string) => t(language, `subprocessors:readers.mail.${key}`, { brand })
      await deps.sendNews(tx, {
        to: { name: '', address: reader.email },
        language,
        subject: say('subject'),
        text: [
          say(reader.confirmedAt ? 'already' : 'text'),
          `${ground.publicUrl}${linkOf(place, reader)}?lang=${language}`,
          say('unasked'),
        ].join('\n\n'),
      })
    })
    // The same words for everybody: whether an address is known here is nobody's to learn.
    return goTo(reply, `/subprocessors/${place.slug}?lang=${language}&told=1#told`)
  }

  const linkOf = ({ workspaceId, slug }: Place, { id }: Pick<Reader, 'id'>) =>
    `/subprocessors/${slug}/readers/${tokenOf(ground, workspaceId, id)}`

  async function visit(request: FastifyRequest) {
    const place = await placeOf(ground, request)
    if (!place) return undefined
    const { token } = request.params as { token: string }
    const found = await db.readWorkspace(place.workspaceId, async tx => ({
      house: await deps.houseOf(tx, null),
      reader: await readerOf(ground, tx, token),
    }))
    return { place, language: languageAsked(request), ...found }
  }

  async function showReader(request: FastifyRequest, reply: FastifyReply) {
    const seen = await visit(request)
    if (!seen) return notHere(request, reply)
    const { place, language, house, reader } = seen
    const state = !reader ? 'left' : reader.confirmedAt ? 'told' : 'asked'
    const address = reader ? linkOf(place, reader) : ''
    return send(reply, readerPage(t, house, { state, address, slug: place.slug, language }))
  }

  async function confirm(request: FastifyRequest, reply: FastifyReply) {
    const seen = await visit(request)
    if (!seen?.reader) return notHere(request, reply)
    const { place, language, reader } = seen
    await db.inWorkspace(place.workspaceId, tx => confirmReader(ground, tx, reader.id))
    return goTo(reply, `${linkOf(place, reader)}?lang=${language}`)
  }

  async function leave(request: FastifyRequest, reply: FastifyReply) {
    const seen = await visit(request)
    if (!seen) return notHere(request, reply)
    const { place, language, house, reader } = seen
    if (reader) await db.inWorkspace(place.workspaceId, tx => forgetReader(tx, reader.id))
    // A mail program's one click must not be redirected (RFC 8058).
    return send(reply, readerPage(t, house, { state: 'left', address: '', slug: place.slug, language }))
  }

  return async app => {
    readForms(app, 16 * 1024)
    app.setErrorHandler((error, request, reply) => {
      const status = (error as { statusCode?: number }).statusCode ?? 500
      if (status >= 500) ground.log.error({ error }, 'a page of sub-processors failed')
      const kind = status === 429 ? 'too_many' : 'failed'
      return send(reply, sentencePage(ground, languageAsked(request), kind), status)
    })
    app.get('/subprocessors/:slug', { config: reads }, show)
    app.post('/subprocessors/:slug', { config: asks }, ask)
    app.get('/subprocessors/:slug/readers/:token', { config: reads }, showReader)
    app.post('/subprocessors/:slug/readers/:token/confirmation', { config: writes }, confirm)
    app.get('/subprocessors/:slug/readers/:token/end', { config: reads }, showReader)
    app.post('/subprocessors/:slug/readers/:token/end', { config: writes }, leave)
  }
}
