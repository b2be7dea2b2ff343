import type { ContactPage, Lint } from '#contract/portal.ts'
import { asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Language } from '#server/platform/i18n.ts'
import { documentOf, type PageHouse } from '#server/platform/pages/document.ts'
import { checkAddresses } from '../addresses/checks.ts'
import { os } from '../api.ts'
import { momentOf } from '../hours.ts'
import { factsOf, type PageFacts, type PortalDeps, storedPage } from './facts.ts'
import { type Draft, findingsOf } from './lints.ts'
import { contactPage } from './page.ts'

/** Routes of the contact page: what it says, what stands in the way, publishing. */
export function contactPageRoutes(
  ground: Ground,
  deps: PortalDeps & { houseOf: (tx: Tx, channelId: string | null) => Promise<PageHouse> },
) {
  const { clock, recordEvent, t, publicUrl } = ground

  const whyDead = (language: Language, problem: string) =>
    /^\d+$/.test(problem) ? problem : t(language, `contactpage:dead.${problem}`)
  const lintsOf = (facts: PageFacts, language: Language): Lint[] =>
    findingsOf(facts, deps.calendars).map(({ code, weight, place, values = {} }) => ({
      code,
      weight,
      place,
      sentence: t(language, `contactpage:lint.${code}`, {
        ...values,
        ...(typeof values.problem === 'string' && { why: whyDead(language, values.problem) }),
        ...(values.since instanceof Date && {
          since: momentOf(t, language, values.since, facts.now, facts.brand.timeZone),
        }),
      }),
    }))

  async function shown(tx: Tx, language: Language): Promise<ContactPage> {
    const { draft, published, publishedAt } = await storedPage(tx)
    const facts = await factsOf(deps, tx, draft, clock.now())
    return {
      ...draft,
      url: `${publicUrl}/contact/${facts.brand.slug}`,
      publishedAt: publishedAt?.toISOString() ?? null,
      linksCheckedAt: facts.linksCheckedAt?.toISOString() ?? null,
      isChanged: published !== null && !isSame(draft, published),
      lints: lintsOf(facts, language),
    }
  }

  async function write(tx: Tx, values: { draft?: string; published?: string | null; by?: string | null }) {
    const at = clock.now()
    const row = {
      ...(values.draft !== undefined && { draft: values.draft }),
      ...(values.published !== undefined && {
        published: values.published,
        published_at: values.published === null ? null : at,
        published_by: values.by ?? null,
      }),
      updated_at: at,
    }
    await tx
      .insertInto('contact_pages')
      .values({ workspace_id: tx.workspaceId, ...row })
      .onConflict(conflict => conflict.column('workspace_id').doUpdateSet(row))
      .execute()
  }

  /** In a demonstration nothing outside is asked. */
  async function checkLinks(tx: Tx) {
    const { isDemo } = await deps.workspaceOf(tx)
    if (deps.askAddress && !isDemo) await checkAddresses(ground, tx, deps.askAddress)
  }

  return {
    contactPage: os.contactPage.handler(({ context: { tx, language } }) => shown(tx, language)),

    updateContactPage: os.updateContactPage.handler(async ({ input, context: { tx, actor, language } }) => {
      const { draft } = await storedPage(tx)
      const given = Object.entries(input).filter(([, value]) => value !== undefined)
      await write(tx, { draft: JSON.stringify({ ...draft, ...Object.fromEntries(given) }) })
      await recordEvent(tx, {
        type: 'contact_page.updated',
        actor: asEventActor(actor),
        subject: { kind: 'contact_page', id: tx.workspaceId },
        data: { changed: given.map(([name]) => name) },
      })
      return shown(tx, language)
    }),

    previewContactPage: os.previewContactPage.handler(async ({ input, context: { tx } }) => {
      const { draft } = await storedPage(tx)
      const facts = await factsOf(deps, tx, draft, clock.now())
      const page = contactPage(t, deps.calendars, facts, await deps.houseOf(tx, null), {
        language: input.language,
        zone: undefined,
      })
      const { script: _script, chatKey: _chatKey, ...still } = page
      return { html: documentOf(t, still).text }
    }),

    checkContactPage: os.checkContactPage.handler(async ({ context: { tx, actor, language } }) => {
      await checkLinks(tx)
      const page = await shown(tx, language)
      await recordEvent(tx, {
        type: 'contact_page.checked',
        actor: asEventActor(actor),
        subject: { kind: 'contact_page', id: tx.workspaceId },
        data: { dead: page.lints.filter(lint => lint.code === 'address_dead').length },
      })
      return page
    }),

    publishContactPage: os.publishContactPage.handler(async ({ context: { tx, actor, language } }) => {
      await checkLinks(tx)
      const { draft } = await storedPage(tx)
      const facts = await factsOf(deps, tx, draft, clock.now())
      const first = lintsOf(facts, language).find(lint => lint.weight === 'refused')
      if (first)
        throw new Refused('contactpage.not_publishable', { because: first.sentence, lint: first.code })
      await write(tx, { published: JSON.stringify(draft), by: actor.memberId })
      await recordEvent(tx, {
        type: 'contact_page.published',
        actor: asEventActor(actor),
        subject: { kind: 'contact_page', id: tx.workspaceId },
        data: { answerPromise: draft.answerPromise },
      })
      return shown(tx, language)
    }),

    withdrawContactPage: os.withdrawContactPage.handler(async ({ context: { tx, actor, language } }) => {
      await write(tx, { published: null })
      await recordEvent(tx, {
        type: 'contact_page.withdrawn',
        actor: asEventActor(actor),
        subject: { kind: 'contact_page', id: tx.workspaceId },
      })
      return shown(tx, language)
    }),
  }
}

const isSame = (one: Draft, other: Draft): boolean =>
  one.introFr === other.introFr && one.introEn === other.introEn && one.answerPromise === other.answerPromise
