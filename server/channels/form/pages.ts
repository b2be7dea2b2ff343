import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type SentForm, sentForm } from '#server/platform/http/parts.ts'
import { type Language, languageOf } from '#server/platform/i18n.ts'
import { type PageHouse, type PublicPage, sendPage } from '#server/platform/pages/document.ts'
import { fieldsOf, pageLimit, readForms } from '#server/platform/pages/forms.ts'
import { html } from '#server/platform/pages/html.ts'
import type { ChannelRecord } from '../administration/records.ts'
import { type Answers, askedFields, problemsOf } from './form.ts'
import { type FormState, formPage, largestFile, mostFiles, receiptPage } from './page.ts'
import { type ReceiveDeps, storeForm, understandForm } from './receive.ts'
import type { KeptForm } from './settings.ts'
import { newTicket, readTicket } from './ticket.ts'

export interface FormPagesDeps extends ReceiveDeps {
  houseOf: (tx: Tx, channelId: string | null) => Promise<PageHouse>
  isPhone: (tx: Tx, text: string) => Promise<boolean>
  /** Where the ways to reach the house are published; undefined where they are not. */
  contactPageOf: (tx: Tx) => Promise<string | undefined>
}

const reads = pageLimit(120)
/** Messages of one address in a minute: a family or a shop, never a machine. */
const writes = pageLimit(10)

/** The page of each published form, on its own or in a frame of another site. */
export function formPages(ground: Ground, deps: FormPagesDeps): FastifyPluginAsync {
  const { db, t, clock, secrets } = ground
  const send = (reply: FastifyReply, page: PublicPage, status = 200) => sendPage(reply, t, page, status)

  /** The published form of an address, with how its pages look; undefined when there is none. */
  async function formAt(request: FastifyRequest) {
    const { key } = request.params as { key: string }
    const channel = (await channelAt(request)) as ChannelRecord | undefined
    const published = (channel?.settings as KeptForm | undefined)?.published
    if (!channel?.enabled || !published) return undefined
    const house = await db.readWorkspace(channel.workspace_id, tx => deps.houseOf(tx, channel.id))
    const query = fieldsOf(request.query)
    const language = asLanguage(query.lang) ?? languageOf(request.headers['accept-language'])
    const place = { address: `/f/${key}`, language, house, isFramed: query.embed === '1' }
    return { key, channel, published, place }
  }

  const channelAt = (request: FastifyRequest) =>
    db.system
      .selectFrom('channels')
      .selectAll()
      .where('kind', '=', 'form')
      .where('address', '=', (request.params as { key: string }).key)
      .executeTakeFirst()

  /** No form to fill in: one that was deleted says so, with the other ways to write. */
  async function unknown(request: FastifyRequest, reply: FastifyReply) {
    const language =
      asLanguage(fieldsOf(request.query).lang) ?? languageOf(request.headers['accept-language'])
    const channel = await channelAt(request)
    if (!channel?.deleted_at) return send(reply, sentence(language, 'unknown'), 404)
    const { house, contact } = await db.readWorkspace(channel.workspace_id, async tx => ({
      house: await deps.houseOf(tx, channel.id),
      contact: await deps.contactPageOf(tx),
    }))
    const { title, body } = sentence(language, 'form_closed')
    const link =
      contact &&
      html`\n<p><a href="${contact}?lang=${language}">${t(language, 'page:form_closed.contact')}</a></p>`
    return send(reply, { title, language, house, body: link ? html`${body}${link}` : body }, 410)
  }

  async function show(request: FastifyRequest, reply: FastifyReply) {
    const at = await formAt(request)
    if (!at) return unknown(request, reply)
    const { published, place } = at
    if (fieldsOf(request.query).received !== undefined)
      return send(reply, receiptPage(t, published.form, place))
    const ticket = newTicket(secrets, at.key, clock.now())
    return send(reply, formPage(t, published.form, { ...place, ticket, answers: {}, problems: new Map() }))
  }

  async function take(request: FastifyRequest, reply: FastifyReply) {
    const given = await sentForm(request, { mostFiles, mostBytes: largestFile })
    const at = await formAt(request)
    if (!at) return unknown(request, reply)
    const { published, channel, key } = at
    const { form, version } = published
    const language = asLanguage(given.fields.lang) ?? at.place.language
    const place = { ...at.place, language }
    const now = clock.now()
    const again = (state: Partial<FormState>, status: number) => {
      const ticket = newTicket(secrets, key, now)
      // No page can hand files back to a browser: the fields that had some ask for them again.
      const lostFiles = new Set(given.files.map(file => file.field))
      return send(
        reply,
        formPage(t, form, { ...place, ticket, answers, problems: new Map(), lostFiles, ...state }),
        status,
      )
    }
    const answers = answersIn(given, form)
    if (given.refused) return again({ again: given.refused }, 413)
    const phones = new Map<string, boolean>()
    await db.readWorkspace(channel.workspace_id, async tx => {
      for (const field of askedFields(form, answers))
        if (field.type === 'phone')
          phones.set((answers[field.key] ?? '').trim(), await deps.isPhone(tx, answers[field.key] ?? ''))
    })
    const problems = problemsOf(form, answers, {
      files: name => given.files.some(file => file.field === name),
      isPhone: text => phones.get(text) ?? false,
    })
    if (problems.size > 0) return again({ problems }, 422)
    const ticket = readTicket(secrets, key, given.fields.ticket, now)
    // Nothing is lost by mistrust: what no page of ours asked for is shown filled in, for a person to send.
    if (ticket.kind !== 'good') return again({ again: 'check' }, 422)
    const isRobot = (given.fields.website ?? '') !== ''
    const known = new Set(form.fields.flatMap(({ type, key }) => (type === 'file' ? [key] : [])))
    const files = given.files.filter(file => known.has(file.field))
    const receiptId = await storeForm(ground, channel, {
      version,
      language,
      answers,
      once: ticket.once,
      isRobot,
      files,
    })
    if (receiptId && !isRobot)
      await understandForm(ground, deps, channel.workspace_id, receiptId).catch(error => {
        // It is kept, and a timer comes back to it: the customer has done their part.
        ground.log.error({ error, receiptId }, 'a form will be understood later')
      })
    const query = `?lang=${language}${place.isFramed ? '&embed=1' : ''}&received=1`
    return reply.header('cache-control', 'no-store').redirect(`${place.address}${query}`, 303)
  }

  const sentence = (language: Language, kind: string): PublicPage => {
    const say = (part: string) => t(language, `page:${kind}.${part}`)
    return { title: say('title'), language, body: html`\n<h1>${say('title')}</h1>\n<p>${say('text')}</p>` }
  }

  return async app => {
    readForms(app, 256 * 1024)
    app.setErrorHandler((error, request, reply) => {
      const { statusCode, status: own } = error as { statusCode?: number; status?: number }
      const status = statusCode ?? own ?? 500
      if (status >= 500) ground.log.error({ error }, 'a form page failed')
      const language = languageOf(request.headers['accept-language'])
      return send(reply, sentence(language, status === 429 ? 'too_many' : 'failed'), status)
    })
    app.get('/f/:key', { config: reads }, show)
    app.post('/f/:key', { config: writes, bodyLimit: mostFiles * largestFile }, take)
  }
}

/** Of what was sent, what the form asks: one text for each field. */
function answersIn({ fields }: SentForm, form: { fields: { key: string; type: string }[] }): Answers {
  return Object.fromEntries(
    form.fields.flatMap(({ key, type }) => {
      const text = fields[key]?.replaceAll('\r\n', '\n')
      if (text === undefined) return []
      // Only a story has lines; what stands in a subject or beside a label has one.
      return [[key, type === 'long_text' ? text : text.replaceAll(/\s*[\r\n]+\s*/g, ' ')]]
    }),
  )
}

const asLanguage = (given: string | undefined): Language | undefined =>
  given === 'fr' || given === 'en' ? given : undefined
