import type { Page } from 'playwright-core'
import { type TestContext, test } from 'vitest'
import type { Role } from '#contract/common.ts'
import { findDefects, hiddenControls, sidewaysScroll } from '../machine.ts'
import { watchRequests } from '../patience.ts'
import { type Stage, sizes, workspace } from '../stage.ts'
import type { Language } from '../words.ts'

const widths = [1440, 1100, 768, 390, 360]

/** What a screen is held to: whether it fits at these widths, and what axe says at those. */
interface Look {
  fits: readonly number[]
  axe: readonly number[]
  schemes: readonly ('light' | 'dark')[]
}

const everything: Look = {
  fits: widths,
  axe: [sizes.desk.width, sizes.phone.width],
  schemes: ['light', 'dark'],
}
/** For screens that were looked at whole in the other language. */
const words: Look = { fits: widths, axe: [sizes.desk.width], schemes: ['light'] }
/** For screens that the supervisor sees as well, in the dark too: only what is drawn for this role may differ. */
const others: Look = { fits: [1440, 390, 360], axe: [sizes.desk.width], schemes: ['light'] }

const administration = [
  'channels',
  'people',
  'teams',
  'sites',
  'hours',
  'reasons',
  'tags',
  'attributes',
  'data',
  'audit',
  'api',
]
const supervision = ['outbox', 'parked']
const mine = ['appearance', 'me']

/** Every screen, walked through: nothing for axe to say, nothing sideways, nothing out of reach. */
export function walkEverywhere(stage: () => Stage): void {
  /** The screens that somebody has, each with something in it. */
  const placesOf = async (role: Role): Promise<string[]> => {
    const { as } = stage()
    const conversation = (await as(role).conversations.list({ view: 'all', limit: 1 })).items[0]
    const contact = (await as(role).contacts.listContacts({ limit: 1 })).items[0]
    const desk = ['/desk/all', `/desk/all/${conversation?.number}`, '/desk/drafts', '/nowhere']
    const own = [...(contact ? [`/contacts/${contact.id}`] : []), ...mine.map(settingsPath)]
    if (role === 'collaborator' || role === 'partner') return [...desk, ...own]
    const company = (await as(role).contacts.listCompanies({ limit: 1 })).items[0]
    const recovery = (await as(role).loops.listRecoveries({ limit: 1 })).items[0]
    const inside = [
      '/desk/unassigned',
      '/desk/snoozed',
      '/desk/mine/new',
      '/contacts',
      '/companies',
      `/companies/${company!.id}`,
      '/loops/recoveries',
      '/loops/recoveries?view=list',
      `/loops/recoveries/${recovery!.id}`,
      ...desk,
      ...own,
    ]
    if (role === 'adviser') return inside
    return [
      ...inside,
      '/routing/segments',
      '/routing/segments/new',
      '/routing/rules',
      '/routing/rules/new',
      '/surveys',
      '/insights',
      '/insights/turnover',
      '/insights/notes',
      '/team-states',
      '/team-states?table=1',
      ...supervision.map(settingsPath),
    ]
  }

  const administratorsOwn = async () => [
    ...administration.map(settingsPath),
    settingsPath(`channels/${(await stage().as('administrator').channels.list()).items[0]!.id}`),
  ]

  const visit = async (page: Page, places: readonly string[], look: Look): Promise<string[]> => {
    const isQuiet = watchRequests(page)
    const found: string[] = []
    for (const path of places) {
      await page.setViewportSize(sizes.desk)
      await goWithin(page, `/w/${workspace}${path}`)
      await isQuiet()
      // The file of the screen has come, or not yet.
      await page.locator('main h1').first().waitFor({ state: 'attached' })
      await isQuiet()
      found.push(...(await lookAt(page, look)).map(defect => `${path} ${defect}`))
    }
    return found
  }

  test.for<[Role, Language, Look]>([
    ['supervisor', 'en', everything],
    ['adviser', 'fr', others],
    ['collaborator', 'fr', others],
    ['partner', 'en', others],
  ])(
    'ACC-2 D35: no screen of the %s (%s) scrolls sideways or hides a control, and axe has nothing to say',
    async ([role, language, look], context) => {
      const page = await enterStill(context, role, language)
      context.expect(await visit(page, await placesOf(role), look)).toEqual([])
    },
  )

  test('ACC-2 D35: no screen of the administrator scrolls sideways or hides a control in either language, and axe has nothing to say', async context => {
    const page = await enterStill(context, 'administrator', 'fr')
    const found = [
      ...(await visit(page, await placesOf('administrator'), others)),
      ...(await visit(page, await administratorsOwn(), everything)),
    ]
    const other = await enterStill(context, 'administrator', 'en')
    found.push(...(await visit(other, await administratorsOwn(), words)))
    context.expect(found).toEqual([])
  })

  const enterStill = (context: TestContext, role: Role, language: Language) =>
    stage().enter(context, role, { language, reducedMotion: 'reduce', path: '/settings/me' })

  test.for(['fr', 'en'] as const)(
    'ACC-2 (%s): no page outside the workspace scrolls sideways or hides a control, and axe has nothing to say, light and dark',
    async (language, context) => {
      const page = await stage().visit(context, {
        locale: language === 'fr' ? 'fr-FR' : 'en-GB',
        reducedMotion: 'reduce',
      })
      const isQuiet = watchRequests(page)
      const found: string[] = []
      for (const path of [
        '/sign-in',
        '/sign-in/reset',
        '/set-up',
        '/accessibility',
        '/invitation/unknown',
        '/shop',
      ]) {
        await page.goto(path)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await isQuiet()
        found.push(...(await lookAt(page, everything)).map(defect => `${path} ${defect}`))
      }
      context.expect(found).toEqual([])
    },
  )
}

const settingsPath = (section: string) => `/settings/${section}`

/** Goes to another screen without loading the page again, as a link does. */
async function goWithin(page: Page, path: string): Promise<void> {
  await page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)})`)
  await page.evaluate('dispatchEvent(new PopStateEvent("popstate"))')
}

/** What is wrong with the screen that is shown. */
async function lookAt(page: Page, { fits, axe, schemes }: Look): Promise<string[]> {
  const found: string[] = []
  await page.emulateMedia({ colorScheme: 'light' })
  for (const width of fits) {
    await page.setViewportSize({ width, height: 900 })
    const beyond = await sidewaysScroll(page)
    if (beyond > 0) found.push(`at ${width}: ${beyond} px beyond the edge`)
    for (const control of await hiddenControls(page)) found.push(`at ${width}: ${control}`)
    if (!axe.includes(width)) continue
    // A page has the same colours at every width.
    for (const scheme of width === axe[0] ? schemes : schemes.slice(0, 1)) {
      await page.emulateMedia({ colorScheme: scheme })
      const defects = await findDefects(page, scheme === 'light' ? 'everything' : 'colours')
      found.push(...defects.map(defect => `at ${width}, ${scheme}: ${defect}`))
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }
  return found
}
