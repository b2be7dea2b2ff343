import type { Page } from 'playwright-core'
import { test } from 'vitest'
import { openChat } from '../chat.ts'
import { patiently } from '../patience.ts'
import type { Stage } from '../stage.ts'
import { wordsIn } from '../words.ts'

/** Two administrators at the settings of one chat. */
export function setUpTogether(stage: () => Stage): void {
  test('E48: of two who set up one chat, each keeps the part they changed; the second to change the same part is told first, and then decides', async context => {
    const { expect } = context
    const chat = await openChat(stage(), {
      welcome: { fr: 'Bonjour', en: 'Hello' },
      away: { fr: 'Absents', en: 'Away' },
    })
    context.onTestFinished(() => chat.close())
    const say = wordsIn('fr')
    const path = `/settings/channels/${chat.channelId}`
    const [one, two] = [
      await stage().enter(context, 'administrator', { path }),
      await stage().enter(context, 'administrator', { path }),
    ]
    const field = (page: Page, name: string) =>
      page.getByRole('textbox', { name: say(`settings:chat.${name}`) })
    const saved = () =>
      stage().call<{ welcome: { fr: string }; away: { fr: string }; awayAfterMinutes: number }>(
        'administrator',
        'GET',
        `/channels/${chat.channelId}`,
      )
    const save = (page: Page) => page.getByRole('button', { name: say('common:act.save') }).click()
    for (const page of [one, two]) await field(page, 'welcomeFr').waitFor()

    await field(one, 'welcomeFr').fill('Bonjour de Léa')
    await field(two, 'awayFr').fill('Absents, dit Karim')
    await field(two, 'welcomeFr').fill('Bonjour de Karim')
    await save(one)
    await expect.poll(async () => (await saved()).welcome.fr, patiently).toBe('Bonjour de Léa')
    await save(two)
    await two.getByText(say('server-channel:changed_meanwhile')).first().waitFor()
    expect(await saved()).toMatchObject({ welcome: { fr: 'Bonjour de Léa' }, away: { fr: 'Absents' } })
    expect(await field(two, 'welcomeFr').inputValue()).toBe('Bonjour de Karim')

    await save(two)
    await expect.poll(saved, patiently).toMatchObject({
      welcome: { fr: 'Bonjour de Karim' },
      away: { fr: 'Absents, dit Karim' },
    })
    // Another part goes through without a word.
    await field(one, 'awayAfter').fill('7')
    await field(two, 'welcomeFr').fill('Bienvenue')
    await save(one)
    await expect.poll(async () => (await saved()).awayAfterMinutes, patiently).toBe(7)
    await save(two)
    await expect.poll(saved, patiently).toMatchObject({
      welcome: { fr: 'Bienvenue' },
      away: { fr: 'Absents, dit Karim' },
      awayAfterMinutes: 7,
    })
  })
}
