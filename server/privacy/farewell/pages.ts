import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { dateAndTime } from '#server/platform/day-and-time.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type Language, languageOf } from '#server/platform/i18n.ts'
import { isId } from '#server/platform/ids.ts'
import { sendPage } from '#server/platform/pages/document.ts'
import { fieldsOf, pageLimit } from '#server/platform/pages/forms.ts'
import { html } from '#server/platform/pages/html.ts'
import { certificateOf } from './asking.ts'
import { checkCertificate } from './certificate.ts'

const reads = { config: pageLimit(60) }

/**
 * The certificate of a workspace that is no more, for whoever holds its link: to read, to keep as a file; and the public
 * key that checks it, for everybody.
 */
export function certificatePages(ground: Ground): FastifyPluginAsync {
  const { t } = ground

  /** What is known of a certificate; undefined when there is none, nor any to come. */
  async function found(request: FastifyRequest) {
    const id = certificateOf(ground, (request.params as { token: string }).token)
    if (!id || !isId(id)) return undefined
    const row = await ground.db.system
      .selectFrom('erasure_certificates')
      .select(['id', 'document'])
      .where('id', '=', id)
      .executeTakeFirst()
    if (row) return { document: row.document, dueAt: null }
    const asked = await ground.db.system
      .selectFrom('workspace_erasures')
      .select('due_at as dueAt')
      .where('certificate_id', '=', id)
      .executeTakeFirst()
    return asked && { document: null, ...asked }
  }

  async function show(request: FastifyRequest, reply: FastifyReply) {
    const { lang } = fieldsOf(request.query)
    const language: Language =
      lang === 'fr' || lang === 'en' ? lang : languageOf(request.headers['accept-language'])
    const say = (key: string, values?: Record<string, unknown>) => t(language, `certificate:${key}`, values)
    const { token } = request.params as { token: string }
    const certificate = await found(request)
    const draw = (kind: string, body = html``, values?: Record<string, unknown>, status = 200) =>
      sendPage(
        reply,
        t,
        {
          title: say('title'),
          language,
          other: {
            language: language === 'fr' ? 'en' : 'fr',
            address: `/erasure-certificates/${encodeURIComponent(token)}?lang=${language === 'fr' ? 'en' : 'fr'}`,
          },
          style: 'dl{margin:0 0 24px}dt{font-weight:550}dd{margin:0 0 12px;overflow-wrap:anywhere}',
          body: html`\n<h1>${say('title')}</h1>\n<p>${say(kind, values)}</p>\n${body}`,
        },
        status,
      )
    if (!certificate) return draw('unknown', undefined, undefined, 404)
    const day = (at: string | Date) => dateAndTime(new Date(at), language, 'UTC')
    if (!certificate.document)
      return certificate.dueAt
        ? draw('to_come', undefined, { day: day(certificate.dueAt) })
        : draw('under_way')
    const checked = checkCertificate(certificate.document, ground.secrets.attestor.publicKey)
    if (checked.problem === 'unreadable') return draw('unreadable')
    const { statement, keyId, sha256 } = checked
    const rows = Object.values(statement.rows).reduce((sum, count) => sum + count, 0)
    const number = new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB')
    const facts: [string, string][] = [
      ['workspace', `${statement.workspace.name} (${statement.workspace.slug})`],
      ['asked', day(statement.confirmedAt)],
      ['erased', day(statement.erasedAt)],
      ['finished', day(statement.finishedAt)],
      ['rows', say('of_tables', { rows: number.format(rows), count: Object.keys(statement.rows).length })],
      ['files', number.format(statement.files)],
      ['accounts', number.format(statement.accounts)],
      ['hash', sha256],
      ['key', keyId],
    ]
    return draw(
      checked.problem ?? 'good',
      html`<dl>
${facts.map(([name, value]) => html`<dt>${say(`fact.${name}`)}</dt><dd>${value}</dd>\n`)}</dl>
<p><a href="/erasure-certificates/${token}/file" download>${say('download')}</a></p>
<p><a href="/erasure-certificates/key">${say('public_key')}</a></p>`,
    )
  }

  return async app => {
    app.get('/erasure-certificates/key', reads, (_request, reply) =>
      reply.type('application/x-pem-file').send(ground.secrets.attestor.publicKey),
    )
    app.get('/erasure-certificates/:token', reads, show)
    app.get('/erasure-certificates/:token/file', reads, async (request, reply) => {
      const certificate = await found(request)
      if (!certificate?.document) return show(request, reply)
      return reply
        .type('application/json')
        .header('cache-control', 'no-store')
        .header('content-disposition', 'attachment; filename="boucle-erasure-certificate.json"')
        .send(certificate.document)
    })
  }
}
