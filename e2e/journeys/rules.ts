import { test } from 'vitest'
import { patiently } from '../patience.ts'
import type { Stage } from '../stage.ts'

/** A rule is written, tried on what came before, and acts on what comes next. */
export function letHappen(stage: () => Stage): void {
  test('Q15 E49: a supervisor writes a rule, sees for how many messages it would have held, and it labels the next one', async context => {
    const { expect } = context
    const { enter, customer, conversationOf, as } = stage()
    const odile = customer('Odile Prigent')
    await odile.writes({ subject: 'Pivoines fanées', text: 'Mes pivoines zinzolines sont fanées.' })
    await conversationOf(odile)

    const page = await enter(context, 'supervisor', { path: '/routing/rules/new' })
    await page.getByLabel('Nom', { exact: true }).fill('Pivoines zinzolines')
    await page.getByRole('radio', { name: 'Elle agit' }).check()
    const all = page.getByRole('group', { name: 'Si tout ceci est vrai' })
    await all.getByRole('button', { name: 'Ajouter une condition' }).click()
    await page.getByRole('menuitem', { name: 'Mots du message' }).click()
    await all.getByLabel('Mots ou expressions').fill('zinzolin*')
    await page.keyboard.press('Enter')
    const then = page.getByRole('group', { name: 'Alors' })
    await then.getByRole('button', { name: 'Ajouter un acte' }).click()
    await page.getByRole('menuitem', { name: 'Donner la priorité' }).click()
    await page.getByText(/Elle aurait valu pour [1-9]\d* des \d+ derniers messages/).waitFor()
    await page.getByRole('button', { name: 'Écrire une règle' }).last().click()
    await page.getByRole('link', { name: 'Pivoines zinzolines' }).waitFor()

    await odile.writes({ subject: 'Encore des pivoines', text: 'Les zinzolines du second vase aussi.' })
    const priorities = async () =>
      (await as('administrator').conversations.list({ view: 'all', q: 'zinzolines' })).items.map(
        ({ priority }) => priority,
      )
    await expect.poll(async () => (await priorities()).includes('high'), patiently).toBe(true)
  })
}
