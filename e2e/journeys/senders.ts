import { test } from 'vitest'
import { deskOn } from '../desk.ts'
import { findDefects } from '../machine.ts'
import { patiently } from '../patience.ts'
import { type Stage, sizes } from '../stage.ts'
import { type Language, wordsIn } from '../words.ts'

/** Somebody whose mails are kept apart, and no longer. */
export function keepApart(stage: () => Stage): void {
  test.for<[Language, string, 'desk' | 'phone']>([
    ['fr', 'Loterie Dubreuil', 'desk'],
    ['en', 'Lottery Grimsby', 'phone'],
  ])(
    'DAT-13 (%s, %s, %s): a sender is blocked, their next mail is kept apart and counted; taken back, the one after reaches the desk',
    async ([language, name, size], context) => {
      const { expect } = context
      const { as, customer, conversationOf, enter } = stage()
      const say = wordsIn(language)
      const them = customer(name, language)
      await them.writes({ subject: 'Vous avez gagné', text: 'Un premier message' })
      await conversationOf(them)
      const page = await enter(context, 'supervisor', {
        language,
        path: '/settings/blocked/new',
        viewport: sizes[size],
        reducedMotion: 'reduce',
      })
      await page
        .getByRole('textbox', { name: say('settings:blocked.address'), exact: true })
        .fill(them.address)
      await page.getByRole('textbox', { name: say('settings:blocked.reason') }).fill('Loterie')
      await page.getByRole('button', { name: say('settings:blocked.block'), exact: true }).click()
      const row = page.getByRole('listitem').filter({ hasText: them.address })
      await row.getByText(say('settings:blocked.noneStopped')).waitFor()
      expect(await findDefects(page, 'everything')).toEqual([])

      const subjectsIn = async (view: 'spam' | 'unassigned') =>
        (await as('administrator').conversations.list({ view, q: them.address })).items.map(
          ({ subject }) => subject,
        )
      await them.writes({ subject: 'Dernier rappel', text: 'Un deuxième message' })
      await expect.poll(() => subjectsIn('spam'), patiently).toContain('Dernier rappel')
      expect(await subjectsIn('unassigned')).not.toContain('Dernier rappel')

      await page.reload()
      await row.getByText(say('settings:blocked.noneStopped')).waitFor({ state: 'detached' })
      await row
        .getByRole('button', { name: say('settings:blocked.unblockOne', { sender: them.address }) })
        .click()
      await row.waitFor({ state: 'detached' })
      const blocked = async () =>
        (await as('administrator').contacts.listBlockedSenders({ q: them.address })).items.length
      // It is over once it can no longer be undone.
      await expect.poll(blocked, patiently).toBe(0)
      await them.writes({ subject: 'Je commande', text: 'Un troisième message' })
      await expect.poll(() => subjectsIn('unassigned'), patiently).toContain('Je commande')
      const desk = deskOn(page, language)
      await page.goto(`/w/maison-bleuet/desk/unassigned?q=${encodeURIComponent(them.address)}`)
      await desk.row(name).filter({ hasText: 'Je commande' }).waitFor()
    },
  )
}
