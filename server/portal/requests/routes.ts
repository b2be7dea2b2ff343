import { randomBytes } from 'node:crypto'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { AskAnswersDue, Conversations, RequestView } from '#server/conversations/index.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { sentForm } from '#server/platform/http/parts.ts'
import type { Language } from '#server/platform/i18n.ts'
import { isId } from '#server/platform/ids.ts'
import { type PageHouse, type PublicPage, sendPage } from '#server/platform/pages/document.ts'
import { fieldsOf, goTo, pageLimit, readForms } from '#server/platform/pages/forms.ts'
import type { PortalDeps } from '../contact-page/facts.ts'
import { languageAsked, placeOf, sentencePage } from '../public.ts'
import { addReply, type ReplyDeps } from './acts.ts'
import {
  createLink,
  type LinkTo,
  linkOf,
  type RequestLink,
  requestsOfAddress,
  withoutFreshLink,
} from './links.ts'
import {
  findPage,
  largestFile,
  longestReply,
  maskedAddress,
  mostFiles,
  oldLinkPage,
  type RequestState,
  requestPage,
} from './page.ts'

export interface RequestDeps extends ReplyDeps {
  customer: Conversations['customer']
  houseOf: (tx: Tx, channelId: string | null) => Promise<PageHouse>
  workspaceOf: PortalDeps['workspaceOf']
  answerDue: AskAnswersDue
  calendars: PortalDeps['calendars']
  /** Mails a link in the transaction that makes it. */
  sendLink: (
    tx: Tx,
    mail: {
      to: { name: string; address: string }
      language: Language
      subject: string
      text: string
      conversationId: string
    },
  ) => Promise<void>
}

/** Requests of one address in a minute: a guesser of tokens gets nowhere. */
const reads = pageLimit(120)
const writes = pageLimit(20)
const asks = pageLimit(6)
const bodyLimit = mostFiles * largestFile

interface Visit {
  link: RequestLink
  view: RequestView
  state: Omit<RequestState, 'once' | 'said' | 'problem' | 'text'>
}

/**
 * The page by which a customer follows a request. The token in the address is the whole right to it; reading changes
 * nothing, only a form that is sent does.
 */
export function requestPages(ground: Ground, deps: RequestDeps): FastifyPluginAsync {
  const { db, t, clock } = ground
  const send = (reply: FastifyReply, page: PublicPage, status = 200) => sendPage(reply, t, page, status)
  const tokenOf = (request: FastifyRequest) => (request.params as { token: string }).token
  const unknown = (request: FastifyRequest, reply: FastifyReply) =>
    send(reply, sentencePage(ground, languageAsked(request), 'no_request'), 404)

  /** What the link opens now; the page that says why not has been sent when there is nothing. */
  async function visit(request: FastifyRequest, reply: FastifyReply): Promise<Visit | undefined> {
    const link = await linkOf(db.system, tokenOf(request))
    if (!link) {
      await unknown(request, reply)
      return undefined
    }
    const now = clock.now()
    const language = languageFor(request, link.language)
    const address = `/r/${tokenOf(request)}`
    const found = await db.readWorkspace(link.workspaceId, async tx => {
      const view = await deps.customer.view(tx, { ...link, now })
      const house = await deps.houseOf(tx, view?.channel.id ?? null)
      const asked = view?.promised ?? undefined
      const dueAt = asked && (await (await deps.answerDue(tx))(tx, [asked.contactId]))(asked)?.dueAt
      const opensAt = deps.calendars.nextOpening(await deps.calendars.of(tx, null), now)
      return { view, house, dueAt, opensAt, timeZone: (await deps.workspaceOf(tx)).timeZone }
    })
    const { view, house } = found
    if (!view) {
      await unknown(request, reply)
      return undefined
    }
    if (link.expiresAt <= now) {
      const isSent = fieldsOf(request.query).sent !== undefined
      await send(
        reply,
        oldLinkPage(t, { address, language, house, isSent, mask: maskedAddress(link.address) }),
        410,
      )
      return undefined
    }
    return {
      link,
      view,
      state: {
        address,
        language,
        house,
        now,
        timeZone: found.timeZone,
        dueAt: found.dueAt,
        opensAt: found.opensAt,
      },
    }
  }

  const drawn = (
    reply: FastifyReply,
    { view, state }: Visit,
    more: Partial<RequestState> = {},
    status = 200,
  ) =>
    send(
      reply,
      requestPage(t, view, { ...state, once: randomBytes(16).toString('base64url'), ...more }),
      status,
    )

  async function show(request: FastifyRequest, reply: FastifyReply) {
    const seen = await visit(request, reply)
    if (!seen) return reply
    const said = outcomes.find(one => one === fieldsOf(request.query).said)
    return drawn(reply, seen, said ? { said } : {})
  }

  async function write(request: FastifyRequest, reply: FastifyReply) {
    const form = await sentForm(request, { mostFiles, mostBytes: largestFile })
    const seen = await visit(request, reply)
    if (!seen) return reply
    const text = (form.fields.text ?? '').replaceAll('\r\n', '\n').trim()
    if (form.refused) return drawn(reply, seen, { problem: form.refused, text }, 413)
    const problem =
      text.length > longestReply ? 'too_long' : text === '' && form.files.length === 0 ? 'empty' : undefined
    if (problem) return drawn(reply, seen, { problem, text }, 422)
    const once = form.fields.once ?? randomBytes(16).toString('base64url')
    const { link, view, state } = seen
    await addReply(ground, deps, link.workspaceId, { link, view, text, files: form.files, once })
    return goTo(
      reply,
      `${state.address}?lang=${languageOfForm(form.fields.lang) ?? state.language}&said=sent`,
    )
  }

  const act =
    (name: 'close' | 'reopen', said: 'closed' | 'reopened') =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const seen = await visit(request, reply)
      if (!seen) return reply
      await db.inWorkspace(seen.link.workspaceId, tx => deps.customer[name](tx, seen.view.id))
      return goTo(reply, `${seen.state.address}?lang=${seen.state.language}&said=${said}`)
    }

  async function renew(request: FastifyRequest, reply: FastifyReply) {
    const link = await linkOf(db.system, tokenOf(request))
    if (!link) return unknown(request, reply)
    await db.inWorkspace(link.workspaceId, tx => mailLinks(tx, link, [link]))
    return goTo(reply, `/r/${tokenOf(request)}?lang=${languageFor(request, link.language)}&sent=1`)
  }

  async function find(request: FastifyRequest, reply: FastifyReply) {
    const place = await placeOf(ground, request)
    if (!place) return send(reply, sentencePage(ground, languageAsked(request), 'unknown'), 404)
    const language = languageAsked(request)
    const house = await db.readWorkspace(place.workspaceId, tx => deps.houseOf(tx, null))
    const page = { address: `/requests/${place.slug}`, language, house }
    if (request.method !== 'POST') {
      const isSent = fieldsOf(request.query).sent !== undefined
      return send(reply, findPage(t, { ...page, state: isSent ? 'sent' : 'asks', typed: '' }))
    }
    const typed = (fieldsOf(request.body).email ?? '').trim()
    if (!/^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/.test(typed) || typed.length > 320)
      return send(reply, findPage(t, { ...page, state: 'wrong', typed }), 422)
    await db.inWorkspace(place.workspaceId, async tx => {
      const found = await requestsOfAddress(tx, typed)
      if (found[0]) await mailLinks(tx, { name: found[0].name, address: typed, language }, found)
    })
    // The same words for everybody: whether an address is known here is nobody's to learn.
    return goTo(reply, `${page.address}?lang=${language}&sent=1`)
  }

  /** One mail with the links of all of them, however many they are, and none for what was mailed a moment ago. */
  async function mailLinks(
    tx: Tx,
    to: Pick<LinkTo, 'name' | 'address' | 'language'>,
    requests: readonly Pick<LinkTo, 'conversationId' | 'contactId'>[],
  ): Promise<void> {
    const { name, address, language } = to
    const say = (key: string, values?: Record<string, unknown>) =>
      t(language, `requestpage:mail.${key}`, values)
    const parts: string[] = []
    const told: { conversationId: string; number: number }[] = []
    for (const { conversationId, contactId } of await withoutFreshLink(ground, tx, address, requests)) {
      const url = await createLink(ground, tx, { conversationId, contactId, name, address, language })
      if (!url) continue
      const { number, subject } = await tx
        .selectFrom('conversations')
        .select(['number', 'subject'])
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', conversationId)
        .executeTakeFirstOrThrow()
      told.push({ conversationId, number })
      parts.push(say('text', { subject: subject.trim() || number }), url)
    }
    const [first] = told
    if (!first) return
    await deps.sendLink(tx, {
      to: { name, address },
      language,
      conversationId: first.conversationId,
      subject: told.length > 1 ? say('subject_many') : say('subject', { number: first.number }),
      text: [...parts, say('unasked')].join('\n\n'),
    })
  }

  async function download(request: FastifyRequest, reply: FastifyReply) {
    const seen = await visit(request, reply)
    if (!seen) return reply
    const { id } = request.params as { id: string }
    const isTheirs = seen.view.messages.some(message => message.files.some(file => file.id === id))
    const file =
      isTheirs && isId(id) ? await db.readWorkspace(seen.link.workspaceId, tx => fileOf(tx, id)) : undefined
    if (!file) return unknown(request, reply)
    return reply
      .type('application/octet-stream')
      .header('cache-control', 'no-store')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('x-robots-tag', 'noindex, nofollow')
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
      .send(await ground.files.read(seen.link.workspaceId, file.sha256))
  }

  return async app => {
    readForms(app, 16 * 1024)
    app.setErrorHandler((error, request, reply) => {
      const status =
        (error as { statusCode?: number; status?: number }).statusCode ??
        (error as { status?: number }).status ??
        500
      if (status >= 500) ground.log.error({ error }, 'a request page failed')
      return send(
        reply,
        sentencePage(ground, languageAsked(request), status === 429 ? 'too_many' : 'failed'),
        status,
      )
    })
    app.get('/r/:token', { config: reads }, show)
    app.get('/r/:token/files/:id', { config: reads }, download)
    app.post('/r/:token/messages', { config: writes, bodyLimit }, write)
    app.post('/r/:token/closure', { config: writes }, act('close', 'closed'))
    app.post('/r/:token/reopening', { config: writes }, act('reopen', 'reopened'))
    app.post('/r/:token/renewal', { config: asks }, renew)
    app.get('/requests/:slug', { config: reads }, find)
    app.post('/requests/:slug', { config: asks }, find)
  }
}

const outcomes = ['sent', 'closed', 'reopened'] as const

const languageOfForm = (given: string | undefined): Language | undefined =>
  given === 'fr' || given === 'en' ? given : undefined

const languageFor = (request: FastifyRequest, usual: Language): Language =>
  languageOfForm(fieldsOf(request.body).lang ?? fieldsOf(request.query).lang) ?? usual

async function fileOf(tx: Tx, id: string): Promise<{ name: string; sha256: Buffer } | undefined> {
  return tx
    .selectFrom('attachments')
    .innerJoin('files', join =>
      join
        .onRef('files.workspace_id', '=', 'attachments.workspace_id')
        .onRef('files.id', '=', 'attachments.file_id'),
    )
    .select(['attachments.name', 'files.sha256'])
    .where('attachments.workspace_id', '=', tx.workspaceId)
    .where('attachments.id', '=', id)
    .executeTakeFirst()
}
