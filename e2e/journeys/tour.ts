import { existsSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { findDefects, hiddenControls, sidewaysScroll } from '../machine.ts'
import { watchRequests } from '../patience.ts'
import { type Stage, sizes, workspace } from '../stage.ts'
import type { Language } from '../words.ts'

const widths = [1440, 1100, 768, 390, 360]

interface Place {
  /** Address inside the workspace; outside it for the public pages. */
  path: string
  /** The file of the screen: while it is not there, the place is skipped. */
  file: string
}

const settings = [
  'channels',
  'outbox',
  'parked',
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
  'appearance',
  'me',
]

/** Every screen, walked through once per language: nothing for axe to say, nothing sideways, nothing out of reach. */
export function walkEverywhere(stage: () => Stage): void {
  const languages: Language[] = ['fr', 'en']

  test.for(languages)(
    'D35 ACC-2 (%s): no screen of the workspace scrolls sideways or hides a control from 1440 to 360 pixels, and axe has nothing to say, light and dark, wide and narrow',
    { timeout: 240_000 },
    async (language, context) => {
      const { enter, call } = stage()
      const first = async (path: string) =>
        (await call<{ items: { id: string; number?: number }[] }>('administrator', 'GET', path)).items[0]!
      const conversation = await first('/conversations?view=unassigned&limit=1')
      const places: Place[] = [
        { path: '/desk/unassigned', file: 'desk/DeskScreen.tsx' },
        { path: `/desk/unassigned/${conversation.number}`, file: 'desk/DeskScreen.tsx' },
        { path: '/desk/snoozed', file: 'desk/DeskScreen.tsx' },
        { path: '/desk/mine/new', file: 'desk/DeskScreen.tsx' },
        { path: '/contacts', file: 'contacts/ContactsScreen.tsx' },
        { path: `/contacts/${(await first('/contacts?limit=1')).id}`, file: 'contacts/ContactsScreen.tsx' },
        { path: '/companies', file: 'contacts/CompaniesScreen.tsx' },
        {
          path: `/companies/${(await first('/companies?limit=1')).id}`,
          file: 'contacts/CompaniesScreen.tsx',
        },
        { path: '/loops/recoveries', file: 'loops/RecoveriesScreen.tsx' },
        { path: '/loops/recoveries?layout=list', file: 'loops/RecoveriesScreen.tsx' },
        {
          path: `/loops/recoveries/${(await first('/recoveries?limit=1')).id}`,
          file: 'loops/RecoveriesScreen.tsx',
        },
        { path: '/surveys', file: 'surveys/SatisfactionScreen.tsx' },
        ...settings.map(path => ({
          path: `/settings/${path}`,
          file: `settings/${capital(path)}Section.tsx`,
        })),
        { path: `/settings/channels/${(await first('/channels')).id}`, file: 'settings/ChannelsSection.tsx' },
        { path: '/nowhere', file: 'App.tsx' },
      ]
      const page = await enter(context, 'administrator', {
        language,
        reducedMotion: 'reduce',
        path: '/settings/me',
      })
      const isQuiet = watchRequests(page)
      const found: string[] = []
      for (const { path, file } of places) {
        if (!existsSync(new URL(`../../web/${file}`, import.meta.url))) {
          context.annotate(`${path} is skipped: ${file} is not written yet`)
          continue
        }
        await page.setViewportSize(sizes.desk)
        await goWithin(page, `/w/${workspace}${path}`)
        await isQuiet()
        found.push(...(await lookAt(page)).map(defect => `${path} ${defect}`))
      }
      expect(found).toEqual([])
    },
  )
}

/** Goes to another screen without loading the page again, as a link does. */
async function goWithin(page: Page, path: string): Promise<void> {
  await page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)})`)
  await page.evaluate('dispatchEvent(new PopStateEvent("popstate"))')
}

/** What is wrong with the screen that is shown, at every width, in both colours. */
async function lookAt(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 })
    const beyond = await sidewaysScroll(page)
    if (beyond > 0) found.push(`at ${width}: ${beyond} px beyond the edge`)
    for (const control of await hiddenControls(page)) found.push(`at ${width}: ${control}`)
    if (width !== sizes.desk.width && width !== sizes.phone.width) continue
    await page.emulateMedia({ colorScheme: 'light' })
    for (const defect of await findDefects(page)) found.push(`at ${width}, light: ${defect}`)
    await page.emulateMedia({ colorScheme: 'dark' })
    for (const defect of await findDefects(page, 'colours')) found.push(`at ${width}, dark: ${defect}`)
  }
  return found
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
