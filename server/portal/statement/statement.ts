import type { Language } from '#contract/common.ts'
import type { Statement } from '#contract/portal.ts'
import { asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Translate } from '#server/platform/i18n.ts'
import type { PageHouse, PublicPage } from '#server/platform/pages/document.ts'
import { html } from '#server/platform/pages/html.ts'
import { os } from '../api.ts'

type Said = Omit<Statement, 'url' | 'updatedAt'>

const unsaid: Said = {
  conformity: 'none',
  rate: null,
  assessedOn: null,
  assessedBy: '',
  exceptionsFr: '',
  exceptionsEn: '',
  contactEmail: '',
}

/** The statement as it is kept; one that nobody wrote says so. */
export async function storedStatement(tx: Tx): Promise<Said & { updatedAt: Date | null }> {
  const row = await tx
    .selectFrom('accessibility_statements')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirst()
  return { ...unsaid, ...(row?.statement as Partial<Said> | undefined), updatedAt: row?.updated_at ?? null }
}

/** The address that a report goes to: the one that was named, or else the first that receives mail. */
export async function reportAddress(tx: Tx, said: Said): Promise<string | undefined> {
  if (said.contactEmail !== '') return said.contactEmail
  const channel = await tx
    .selectFrom('channels')
    .select('address')
    .where('workspace_id', '=', tx.workspaceId)
    .where('kind', '=', 'email')
    .where('enabled', '=', true)
    .where('address', 'is not', null)
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst()
  return channel?.address ?? undefined
}

/** Routes of the accessibility statement. */
export function statementRoutes(
  { clock, recordEvent, publicUrl }: Ground,
  slugOf: (tx: Tx) => Promise<string>,
) {
  const shown = async (tx: Tx): Promise<Statement> => {
    const { updatedAt, ...said } = await storedStatement(tx)
    return {
      ...said,
      url: `${publicUrl}/accessibility/${await slugOf(tx)}`,
      updatedAt: updatedAt?.toISOString() ?? null,
    }
  }
  return {
    statement: os.statement.handler(({ context: { tx } }) => shown(tx)),
    updateStatement: os.updateStatement.handler(async ({ input, context: { tx, actor } }) => {
      const { updatedAt: _before, ...said } = await storedStatement(tx)
      const given = Object.entries(input).filter(([, value]) => value !== undefined)
      const row = {
        statement: JSON.stringify({ ...said, ...Object.fromEntries(given) }),
        updated_at: clock.now(),
      }
      await tx
        .insertInto('accessibility_statements')
        .values({ workspace_id: tx.workspaceId, ...row })
        .onConflict(conflict => conflict.column('workspace_id').doUpdateSet(row))
        .execute()
      await recordEvent(tx, {
        type: 'accessibility_statement.updated',
        actor: asEventActor(actor),
        subject: { kind: 'accessibility_statement', id: tx.workspaceId },
        data: { changed: given.map(([name]) => name) },
      })
      return shown(tx)
    }),
  }
}

/** ACC-3: how far the pages are accessible, since when it is known, and whom to tell what is not. */
export function statementPage(
  t: Translate,
  house: PageHouse,
  {
    said,
    report,
    slug,
    language,
  }: { said: Said; report: string | undefined; slug: string; language: Language },
): PublicPage {
  const say = (key: string, values?: Record<string, unknown>) => t(language, `statement:${key}`, values)
  const other = language === 'fr' ? 'en' : 'fr'
  const locale = language === 'fr' ? 'fr-FR' : 'en-GB'
  const exceptions = (language === 'fr' ? said.exceptionsFr : said.exceptionsEn).trim()
  const date =
    said.assessedOn &&
    new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(said.assessedOn))
  return {
    title: say('title', { brand: house.name }),
    language,
    house,
    other: { language: other, address: `/accessibility/${slug}?lang=${other}` },
    isListed: true,
    body: html`
<h1>${say('heading')}</h1>
<p>${say('intro', { brand: house.name })}</p>
<h2>${say('state')}</h2>
<p>${say(`conformity.${said.conformity}`, { brand: house.name })}</p>
${
  said.rate !== null &&
  html`<p>${say('rate', { rate: new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(said.rate) })}</p>\n`
}${date && html`<p>${say(said.assessedBy ? 'assessed_by' : 'assessed', { date, by: said.assessedBy })}</p>\n`}${
  exceptions !== '' && html`<h2>${say('exceptions')}</h2>\n<p>${exceptions}</p>\n`
}<h2>${say('report')}</h2>
<p>${say('report_text')}</p>
${report && html`<p><a href="mailto:${report}?subject=${encodeURIComponent(say('report_subject'))}">${report}</a></p>\n`}<p><a href="/contact/${slug}?lang=${language}">${say('contact')}</a></p>
<h2>${say('recourse')}</h2>
<p>${say('recourse_text')} <a href="https://formulaire.defenseurdesdroits.fr/">${say('recourse_link')}</a></p>`,
  }
}
