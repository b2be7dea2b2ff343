import { test } from 'vitest'
import { patiently } from '../patience.ts'
import type { Stage } from '../stage.ts'
import { wordsIn } from '../words.ts'

/** Those who lead see how it stands: at their desk, on a wall, and on a television that nobody signed in. */
export function superviseAll(stage: () => Stage): void {
  test.for(['fr', 'en'] as const)(
    'A16: a supervisor sees one board for every channel, hangs it on a wall by a link and takes it down (%s)',
    async (language, context) => {
      const { expect } = context
      const { enter, visit, customer, conversationOf, as } = stage()
      const say = wordsIn(language)
      const page = await enter(context, 'supervisor', { language, path: '/wallboard' })
      const waiting = page.getByRole('region', { name: say('wallboard:band.waiting'), exact: true })
      await waiting.waitFor()
      const mails = async () => {
        const board = await as('supervisor').supervision.board({ board: 'all' })
        return board.waiting.find(({ channel }) => channel === 'email')?.count ?? 0
      }
      const before = await mails()
      const guest = customer(language === 'fr' ? 'Gwladys Morin' : 'Oona Whitby')
      await guest.writes({ subject: 'Camélia', text: 'Il a gelé cette nuit.' })
      await conversationOf(guest)
      await expect.poll(mails, patiently).toBeGreaterThan(before)
      await page.getByText(say('wallboard:isLive'), { exact: true }).waitFor()

      const name = `Plateau ${language}`
      await page.getByLabel(say('wallboard:link.name')).fill(name)
      await page.getByRole('button', { name: say('wallboard:link.make') }).click()
      const url = await page.getByLabel(say('wallboard:link.address'), { exact: true }).inputValue()

      const wall = await visit(context, {
        locale: language === 'fr' ? 'fr-FR' : 'en-GB',
        viewport: language === 'fr' ? { width: 1920, height: 1080 } : { width: 390, height: 844 },
      })
      await wall.goto(`${new URL(url).pathname}${new URL(url).hash}`)
      await wall.getByRole('region', { name: say('wallboard:band.people'), exact: true }).waitFor()
      await wall.getByText(say('wallboard:isLive'), { exact: true }).waitFor()
      expect(await wall.getByText('Gwladys').count()).toBe(0)
      const size = await wall.evaluate<{ over: number; large: number }>(`({
        over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        large: Math.max(...[...document.querySelectorAll('dd > span')].map(value => parseFloat(getComputedStyle(value).fontSize))),
      })`)
      expect(size.over).toBe(0)
      // Smaller where something is told above the bands.
      if (language === 'fr') expect(size.large).toBeGreaterThan(90)

      await page.getByRole('button', { name: say('wallboard:link.endNamed', { name }) }).click()
      await wall.getByText(say('wallboard:link.over')).waitFor()
    },
  )
}
