import type { FastifyPluginAsync } from 'fastify'
import type { Brand } from '#contract/brands.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Language } from '#server/platform/i18n.ts'
import type { Chores } from '#server/platform/jobs.ts'
import { type AskAddress, checkAllAddresses } from './addresses/checks.ts'
import { os } from './api.ts'
import type { PortalDeps } from './contact-page/facts.ts'
import { contactPageRoutes } from './contact-page/routes.ts'
import { mailFooter, phonesToCall } from './phones/footer.ts'
import { phoneRoutes } from './phones/phones.ts'
import { type HouseOf, publicPages } from './public.ts'
import { createLink, type LinkTo } from './requests/links.ts'
import { type RequestDeps, requestPages } from './requests/routes.ts'
import { statementRoutes } from './statement/statement.ts'
import { followAll, followEvents } from './sub-processors/following.ts'
import type { SetOutside } from './sub-processors/found.ts'
import { subProcessorPages } from './sub-processors/public-pages.ts'
import { subProcessorRoutes } from './sub-processors/routes.ts'
import { type NewsDeps, tellNews } from './sub-processors/telling.ts'

export { type AskedHow, askAddress } from './addresses/ask.ts'

/** What customers find by themselves: how to reach the house, at which price, when; and how accessible it is. */
export function createPortal(
  ground: Ground,
  deps: PortalDeps & RequestDeps & NewsDeps & { houseOf: HouseOf; outside: SetOutside },
) {
  const { askAddress } = deps
  const tellOfSubProcessors = () => tellNews(ground, deps)
  return {
    router: os.router({
      ...phoneRoutes(ground, deps.calendars),
      ...contactPageRoutes(ground, deps),
      ...subProcessorRoutes(ground, async tx => (await deps.workspaceOf(tx)).slug),
      ...statementRoutes(ground, async tx => (await deps.workspaceOf(tx)).slug),
    }),
    chores: {
      subscribers: [followEvents(ground, deps.outside)],
      timers: [
        { name: 'portal.sub_processors', pattern: '*/5 * * * *', run: tellOfSubProcessors },
        ...(askAddress
          ? [{ name: 'portal.addresses', pattern: '23 4 * * *', run: () => checkDaily(ground, askAddress) }]
          : []),
      ],
    } satisfies Partial<Chores>,
    plugin: (async app => {
      await app.register(publicPages(ground, deps))
      await app.register(requestPages(ground, deps))
      await app.register(subProcessorPages(ground, deps))
    }) satisfies FastifyPluginAsync,
    /** Brings the sub-processors of every workspace in step with the settings, the operator's too. */
    followSubProcessors: () => followAll(ground, deps.outside),
    /** Tells those who asked, and the administrators, what changed among the sub-processors. */
    tellOfSubProcessors,
    /** What stands under each mail to a customer. */
    mailFooter: (...[tx, brand, language]: [Tx, Pick<Brand, 'mailFooterFr' | 'mailFooterEn'>, Language]) =>
      mailFooter(ground.t, tx, brand, language),
    /** Where the ways to reach the house are published; undefined where they are not. */
    async contactPageOf(tx: Tx): Promise<string | undefined> {
      const page = await tx
        .selectFrom('contact_pages')
        .select('published_at')
        .where('workspace_id', '=', tx.workspaceId)
        .executeTakeFirst()
      return page?.published_at ? `/contact/${(await deps.workspaceOf(tx)).slug}` : undefined
    },
    /** Numbers to call, with what a call costs. */
    phonesToCall: (tx: Tx, language: Language) => phonesToCall(ground.t, tx, language),
    /** Where a customer follows a request; undefined when it is not theirs to read. */
    requestLink: (tx: Tx, to: LinkTo) => createLink(ground, tx, to),
  }
}

async function checkDaily(ground: Ground, ask: AskAddress): Promise<void> {
  const asked = await checkAllAddresses(ground, ask)
  ground.log.info({ asked }, 'the pages that contact pages lead to were asked')
}
