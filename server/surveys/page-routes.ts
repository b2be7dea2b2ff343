import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type Language, languageOf } from '#server/platform/i18n.ts'
import { type PageHouse, type PublicPage, sendPage } from '#server/platform/pages/document.ts'
import { fieldsOf, goTo, pageLimit, readForms } from '#server/platform/pages/forms.ts'
import { hashToken } from '#server/platform/secrets.ts'
import { commentLength, readComment, readScore, recordAnswer, recordConsent } from './answer.ts'
import { hasOptedOut, invitationOf, type OpenInvitation, openInvitation } from './answer-queries.ts'
import { optOutPage, questionPage, sentencePage, thanksPage } from './page.ts'

/** Whose pages those of a channel are. */
export type HouseOf = (tx: Tx, channelId: string | null) => Promise<PageHouse>

/** A comment of the longest kind in its worst encoding, and the rest of the form. */
const bodyLimit = 64 * 1024

/** Requests of one address in a minute: many people may share one, a guesser of tokens gets nowhere. */
const requestsPerMinute = 120

interface Visit {
  token: string
  invitation: OpenInvitation
  workspaceId: string
  /** Where the page lives. */
  address: string
  language: Language
  house: PageHouse
}

/**
 * The pages a customer reaches from a survey mail. The token in the address is the whole right to answer; reading a page
 * changes nothing, only a form that is sent does.
 */
export function surveyPages(ground: Ground, houseOf: HouseOf): FastifyPluginAsync {
  const { db, t, clock } = ground

  const send = (reply: FastifyReply, page: PublicPage, status = 200) => sendPage(reply, t, page, status)

  async function visitOf(request: FastifyRequest): Promise<Visit | undefined> {
    const { token } = request.params as { token: string }
    if (!/^[\w-]{43}$/.test(token)) return undefined
    const found = await invitationOf(db.system, hashToken(token))
    if (!found) return undefined
    const shown = await db.readWorkspace(found.workspaceId, async tx => {
      const invitation = await openInvitation(tx, found.id)
      return invitation && { invitation, house: await houseOf(tx, invitation.channelId) }
    })
    if (!shown) return undefined
    const { invitation, house } = shown
    const wanted = fieldsOf(request.body).lang ?? fieldsOf(request.query).lang
    const language = wanted === 'fr' || wanted === 'en' ? wanted : invitation.language
    return { token, invitation, workspaceId: found.workspaceId, address: `/s/${token}`, language, house }
  }

  const unknown = (request: FastifyRequest, reply: FastifyReply) =>
    send(reply, sentencePage(t, languageOf(request.headers['accept-language']), 'unknown'), 404)

  async function showQuestion(request: FastifyRequest, reply: FastifyReply) {
    const visit = await visitOf(request)
    if (!visit) return unknown(request, reply)
    const { invitation, address, language, house } = visit
    if (invitation.expiresAt <= clock.now()) return send(reply, sentencePage(t, language, 'expired'), 410)
    const query = fieldsOf(request.query)
    const answer = invitation.steps.at(-1)
    const clicked = readScore(query.score, invitation.scaleMax)
    if (answer && clicked === undefined && query.edit === undefined)
      return send(reply, thanksPage(t, invitation, answer, visit))
    const score = clicked ?? answer?.score
    return send(
      reply,
      questionPage(t, invitation, { address, language, house, score, comment: answer?.comment ?? '' }),
    )
  }

  async function takeAnswer(request: FastifyRequest, reply: FastifyReply) {
    const visit = await visitOf(request)
    if (!visit) return unknown(request, reply)
    const { invitation, address, language, house } = visit
    const fields = fieldsOf(request.body)
    const score = readScore(fields.score, invitation.scaleMax)
    const comment = readComment(fields.comment)
    const problem =
      score === undefined ? 'score' : (comment?.length ?? 0) > commentLength ? 'comment' : undefined
    if (score === undefined || problem)
      return send(
        reply,
        questionPage(t, invitation, {
          address,
          language,
          house,
          score,
          comment: comment ?? '',
          problem: problem!,
        }),
        422,
      )
    const outcome = await db.inWorkspace(visit.workspaceId, tx =>
      recordAnswer(ground, tx, invitation.id, { score, comment }),
    )
    if (outcome === 'gone') return unknown(request, reply)
    if (outcome === 'expired') return send(reply, sentencePage(t, language, 'expired'), 410)
    return goTo(reply, `${address}?lang=${language}`)
  }

  async function showOptOut(request: FastifyRequest, reply: FastifyReply) {
    const visit = await visitOf(request)
    if (!visit) return unknown(request, reply)
    const isOut = await db.readWorkspace(visit.workspaceId, tx => hasOptedOut(tx, visit.invitation.contactId))
    return send(reply, optOutPage(t, visit.invitation, { ...visit, isOut }))
  }

  async function takeOptOut(request: FastifyRequest, reply: FastifyReply) {
    const visit = await visitOf(request)
    if (!visit) return unknown(request, reply)
    const { given } = fieldsOf(request.body)
    await db.inWorkspace(visit.workspaceId, tx => recordConsent(ground, tx, visit.invitation, given === '1'))
    // Our own button says `given`; a mail program's one click does not, and must not be redirected (RFC 8058).
    if (given === undefined) return send(reply, optOutPage(t, visit.invitation, { ...visit, isOut: true }))
    return goTo(reply, `${visit.address}/opt-out?lang=${visit.language}`)
  }

  return async app => {
    readForms(app, bodyLimit)
    app.setErrorHandler((error, request, reply) => {
      const status = (error as { statusCode?: number }).statusCode ?? 500
      if (status >= 500) ground.log.error({ error }, 'a survey page failed')
      const language = languageOf(request.headers['accept-language'])
      const kind = status === 429 ? 'too_many' : 'failed'
      return send(reply, sentencePage(t, language, kind), status)
    })
    const config = pageLimit(requestsPerMinute)
    app.get('/s/:token', { config }, showQuestion)
    app.post('/s/:token', { config, bodyLimit }, takeAnswer)
    app.get('/s/:token/opt-out', { config }, showOptOut)
    app.post('/s/:token/opt-out', { config, bodyLimit }, takeOptOut)
  }
}
