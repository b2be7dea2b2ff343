import { test } from 'vitest'
import { findDefects } from '../machine.ts'
import { type Stage, sizes } from '../stage.ts'
import { type Language, wordsIn } from '../words.ts'

/** A time promise from its form to the request it holds for. */
export function promiseAnswers(stage: () => Stage): void {
  test.for<[Language, string, 'desk' | 'phone']>([
    ['fr', 'Albane Trébuchet', 'desk'],
    ['en', 'Harriet Quillfeather', 'phone'],
  ])(
    'X9 (%s, %s, %s): a promise is written, tried, holds for who it is made to, is withdrawn and brought back',
    async ([language, name, size], context) => {
      const { expect } = context
      const { as, customer, conversationOf, enter } = stage()
      const say = wordsIn(language)
      const them = customer(name, language)
      await them.writes({ subject: 'Mes pivoines', text: 'Quand arrivent-elles ?' })
      const { id } = await conversationOf(them)
      const { contact } = await as('administrator').conversations.get({ id })
      // A town that nobody else lives in: the promises of other journeys stay theirs.
      const town = `Saint-${name.split(' ')[1]}`
      await as('administrator').contacts.updateContact({ id: contact.id, attributes: { city: town } })

      const page = await enter(context, 'administrator', {
        language,
        path: '/settings/promises/new',
        viewport: sizes[size],
        reducedMotion: 'reduce',
      })
      const promiseName = `Premium ${town}`
      await page
        .getByRole('textbox', { name: say('settings:timePromises.name'), exact: true })
        .fill(promiseName)
      await page.getByRole('combobox', { name: say('settings:timePromises.unit'), exact: true }).click()
      await page.getByRole('option', { name: say('settings:timePromises.unitOf.jourOuvre') }).click()
      await page.getByRole('combobox', { name: say('settings:timePromises.attribute') }).click()
      await page.getByRole('option', { name: language === 'fr' ? 'Ville' : 'City', exact: true }).click()
      const values = page.getByRole('combobox', { name: say('settings:timePromises.values') })
      await values.fill(town)
      await values.press('Enter')
      await page.getByRole('button', { name: say('settings:timePromises.try') }).click()
      await page.getByText(say('settings:timePromises.tried.none')).waitFor()
      expect(await findDefects(page, 'everything')).toEqual([])
      await page
        .getByRole('dialog')
        .getByRole('button', { name: say('settings:timePromises.add') })
        .click()
      const row = page.getByRole('listitem').filter({ hasText: promiseName })
      await row.getByText(say('settings:timePromises.time.jourOuvre', { count: 8 })).waitFor()
      const shown = async () => as('administrator').conversations.get({ id })
      expect((await shown()).promisedBy).toMatchObject({ name: promiseName })

      await page.goto('/w/maison-bleuet/settings/promises')
      await row
        .getByRole('button', { name: say('settings:timePromises.withdraw', { name: promiseName }) })
        .click()
      await row.waitFor({ state: 'detached' })
      await page.getByRole('button', { name: say('common:act.undo') }).click()
      await row.waitFor()
      expect((await shown()).promisedBy).toMatchObject({ name: promiseName })

      // E27, A8: whoever answers sees until when, in the thread, and on the card by whom it was promised.
      await page.goto(`/w/maison-bleuet/desk/all/${(await shown()).number}`)
      const before = say('common:due.before', { when: '' }).trim()
      await page.getByText(before).first().waitFor()
      if (size === 'phone') await page.getByRole('button', { name: say('common:panes.openCard') }).click()
      const clocks = page.locator('section').filter({ hasText: say('desk:card.clocks') })
      await clocks.getByText(promiseName).first().waitFor()
      expect(await findDefects(page, 'everything')).toEqual([])
      for (const view of ['soon', 'late'] as const) {
        await page.goto(`/w/maison-bleuet/desk/${view}`)
        await page.getByRole('heading', { name: say(`desk:views.${view}`) }).waitFor()
      }
    },
  )
}
