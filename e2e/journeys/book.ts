import type { Page } from 'playwright-core'
import { type TestContext, test } from 'vitest'
import { findDefects } from '../machine.ts'
import { patiently } from '../patience.ts'
import { type Stage, sizes } from '../stage.ts'
import { type Language, wordsIn } from '../words.ts'

/** The address book: two cards of one person, and people from a file. */
export function keepTheBook(stage: () => Stage): void {
  const enterOnPhone = (
    context: TestContext,
    language: Language,
    path: string,
    colorScheme: 'light' | 'dark',
  ) =>
    stage().enter(context, 'supervisor', {
      language,
      path,
      viewport: sizes.phone,
      colorScheme,
      reducedMotion: 'reduce',
    })

  test.for<[Language, 'light' | 'dark', string, string]>([
    ['fr', 'light', 'Thomas Wagner', 'T. Wagner'],
    ['en', 'dark', 'Camille Lefèvre', 'Camille L.'],
  ])(
    'ux 16 ACC-2 (%s, %s): on a phone, %s is compared with a second card, merged, and two again',
    async ([language, scheme, kept, other], context) => {
      const { expect } = context
      const { as } = stage()
      const say = wordsIn(language)
      const page = await enterOnPhone(context, language, '/contacts/duplicates', scheme)
      const pair = page.getByRole('article').filter({ hasText: kept }).filter({ hasText: other })
      await pair.waitFor()
      expect(await findDefects(page, 'everything')).toEqual([])
      await pair.getByRole('link').click()
      await page.getByRole('heading', { name: say('contacts:merge.title') }).waitFor()
      const act = page.getByRole('button', { name: say('contacts:merge.do'), exact: true })
      await act.waitFor()
      expect(await findDefects(page, 'everything')).toEqual([])
      const reading = async (name: string) => {
        const { items } = await as('adviser').contacts.listContacts({ q: name })
        return items.filter(card => card.name === name).map(card => card.identities.length)
      }
      const [before] = await reading(kept)
      await act.click()
      await page.getByRole('heading', { level: 2, name: kept }).waitFor()
      await expect.poll(() => reading(kept), patiently).toEqual([before! + 1])
      expect(await reading(other)).toEqual([])
      await undoOn(page, language, other)
      await expect.poll(() => reading(other), patiently).toEqual([1])
      expect(await reading(kept)).toEqual([before])
    },
  )

  test.for<[Language, 'light' | 'dark']>([
    ['fr', 'dark'],
    ['en', 'light'],
  ])(
    'ACC-2 (%s, %s): a file with one line that cannot be is brought in, its refusal told, and taken back',
    async ([language, scheme], context) => {
      const { expect } = context
      const say = wordsIn(language)
      const page = await enterOnPhone(context, language, '/contacts/import', scheme)
      const name = `Ondine ${language}`
      const file = `Nom;E-mail\n${name};ondine.${language}@lettre.example\nSans Adresse;pas une adresse\n`
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.getByRole('button', { name: say('contacts:import.choose') }).click(),
      ])
      await chooser.setFiles({ name: 'amis.csv', mimeType: 'text/csv', buffer: Buffer.from(file) })
      const start = page.getByRole('button', { name: say('contacts:import.start', { count: 2, shown: '2' }) })
      await start.waitFor()
      await page.getByRole('button', { name: say('contacts:import.preview') }).click()
      await page.getByText(say('contacts:import.outcome.refuse'), { exact: true }).waitFor()
      expect(await findDefects(page, 'everything')).toEqual([])
      await start.click()
      await page.getByText(`${say('contacts:import.state.done')} · `).waitFor()
      await page.getByRole('button', { name: say('contacts:import.refused') }).waitFor()
      expect(await findDefects(page, 'everything')).toEqual([])
      const found = async () =>
        (
          await stage()
            .as('adviser')
            .contacts.listContacts({ identity: `ondine.${language}@lettre.example` })
        ).items.length
      expect(await found()).toBe(1)
      await page.getByRole('button', { name: say('contacts:import.undoNamed', { file: 'amis.csv' }) }).click()
      await page.getByText(`${say('contacts:import.state.undone')} · `).waitFor()
      await expect.poll(found, patiently).toBe(0)
    },
  )

  test('Q18 ACC-2: a file of companies is brought in on a phone, one without a name is refused with its reason, and taken back', async context => {
    const { expect } = context
    const say = wordsIn('fr')
    const page = await enterOnPhone(context, 'fr', '/contacts/import', 'light')
    await page
      .getByRole('radiogroup', { name: say('contacts:import.about') })
      .getByText(say('contacts:companies.title'))
      .click()
    const file = 'Entreprise;Domaine\nPépinières Brocéliande;broceliande-import.example\n;pas un domaine\n'
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: say('contacts:import.choose') }).click(),
    ])
    await chooser.setFiles({ name: 'maisons.csv', mimeType: 'text/csv', buffer: Buffer.from(file) })
    await page.getByRole('button', { name: say('contacts:import.start', { count: 2, shown: '2' }) }).click()
    await page
      .getByText(`${say('contacts:import.state.done')} · `)
      .first()
      .waitFor()
    await page.getByRole('button', { name: say('contacts:import.refused') }).waitFor()
    expect(await findDefects(page, 'everything')).toEqual([])
    const found = async () =>
      (await stage().as('adviser').contacts.listCompanies({ q: 'Brocéliande' })).items.length
    expect(await found()).toBe(1)
    await page
      .getByRole('button', { name: say('contacts:import.undoNamed', { file: 'maisons.csv' }) })
      .click()
    await page
      .getByText(`${say('contacts:import.state.undone')} · `)
      .first()
      .waitFor()
    await expect.poll(found, patiently).toBe(0)
  })
}

/** Takes a merge back where the card tells of it. */
async function undoOn(page: Page, language: Language, other: string): Promise<void> {
  const say = wordsIn(language)
  await page.getByRole('button', { name: say('contacts:merge.undoOf', { name: other }) }).click()
}
