import { test } from 'vitest'
import { patiently } from '../patience.ts'
import type { Stage } from '../stage.ts'

/** Who is in a segment is served by a rule; what complains is settled by a person. */
export function knowCustomers(stage: () => Stage): void {
  test('M3 M4 Q15: a supervisor makes a segment, sees how many it holds, and a rule serves whoever is in it', async context => {
    const { expect } = context
    const { enter, customer, conversationOf, as } = stage()
    const soizic = customer('Soizic Le Goff')
    await soizic.writes({ subject: 'Glycine', text: 'Auriez-vous des glycines ?' })
    const first = await conversationOf(soizic)
    const contact = (await as('administrator').conversations.get({ id: first.id })).contact
    await as('administrator').contacts.updateContact({ id: contact.id, attributes: { city: 'Ploumanac’h' } })

    const page = await enter(context, 'supervisor', { path: '/routing/segments/new' })
    await page.getByLabel('Nom', { exact: true }).fill('Gens de Ploumanac’h')
    const all = page.getByRole('group', { name: 'Si tout ceci est vrai' })
    await all.getByRole('button', { name: 'Ajouter une condition' }).click()
    await page.getByRole('menuitem', { name: 'Attribut (où)' }).click()
    await all.getByPlaceholder('Attribut de la personne').click()
    await page.getByRole('option', { name: 'Ville' }).click()
    await all.getByLabel('Comparaison').click()
    await page.getByRole('option', { name: 'vaut', exact: true }).click()
    await all.getByLabel('Valeurs').fill('ploumanac’h')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Soizic Le Goff' }).waitFor()
    await page.getByRole('radio', { name: 'relation forte' }).check()
    await page.getByRole('button', { name: 'Créer un segment' }).last().click()
    await page.getByRole('link', { name: 'Gens de Ploumanac’h' }).waitFor()

    const made = (await as('supervisor').segments.list()).items.find(
      ({ name }) => name === 'Gens de Ploumanac’h',
    )!
    await as('supervisor').rules.create({
      name: 'Ploumanac’h d’abord',
      state: 'enabled',
      body: { all: [{ on: 'segment', is: [made.id] }], actions: [{ do: 'addTag', tag: 'granit rose' }] },
    })
    await soizic.writes({ subject: 'Hortensias', text: 'Et des hortensias ?' })
    const tags = async () =>
      (await as('administrator').conversations.list({ contact: contact.id })).items.flatMap(one => one.tags)
    await expect.poll(tags, patiently).toContain('granit rose')
  })

  test('CMP-1: a complaint is proposed by its words, confirmed by an adviser, and taken back only with a reason', async context => {
    const { expect } = context
    const { enter, customer, conversationOf, as } = stage()
    const gwenn = customer('Gwenn Abgrall')
    await gwenn.writes({ subject: 'Bouquet fané', text: 'Très mécontente, je veux un remboursement.' })
    const { id, number } = await conversationOf(gwenn)
    const state = async () => (await as('administrator').conversations.get({ id })).complaint
    await expect.poll(state, patiently).toBe('proposed')

    const page = await enter(context, 'adviser', { path: `/desk/all/${number}` })
    const bar = page.getByRole('region', { name: 'Réclamation' })
    await bar.getByText('mécontent').waitFor()
    await bar.getByRole('button', { name: 'Confirmer' }).click()
    await bar.getByText('C’est une réclamation.').waitFor()
    await bar.getByRole('button', { name: 'Ce n’en est plus une' }).click()
    const send = bar.getByRole('button', { name: 'Ce n’en est plus une' }).last()
    await send.click()
    expect(await state()).toBe('confirmed')
    await bar.getByLabel('Pourquoi').fill('Elle parlait d’un autre fleuriste.')
    await send.click()
    await bar.waitFor({ state: 'detached' })
    await expect.poll(state, patiently).toBe('dismissed')
  })
}
