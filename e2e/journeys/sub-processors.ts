import { test } from 'vitest'
import { findDefects } from '../machine.ts'
import { patiently } from '../patience.ts'
import { type Stage, sizes, workspace } from '../stage.ts'
import { wordsIn } from '../words.ts'

/** Who else handles data: announced with its reason, read by anybody, told to who asked twice. */
export function announceSubProcessors(stage: () => Stage): void {
  test('DAT-10: a sub-processor that starts too soon is announced with its reason, which the public page shows to a phone', async context => {
    const { expect } = context
    const { visit, enter, as } = stage()
    const say = wordsIn('fr')
    const name = `Traducteurs ${Date.now()}`
    const page = await enter(context, 'administrator', { path: '/settings/data#sub-processors' })
    await page.getByRole('button', { name: say('settings:subProcessors.add') }).click()
    const form = page.getByRole('dialog')
    const field = (key: string) => form.getByRole('textbox', { name: say(`settings:subProcessors.${key}`) })
    await field('name').fill(name)
    await field('startsOn').fill(new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10))
    await field('startsOn').press('Tab')
    const add = form.getByRole('button', { name: say('settings:subProcessors.add') })
    await add.click()
    await form.getByText(say('settings:subProcessors.earlyReasonNeeded')).first().waitFor()
    expect(await findDefects(page, 'everything')).toEqual([])
    await field('earlyReasonFr').fill('le précédent ferme')
    await add.click()
    const listed = async () =>
      (await as('administrator').portal.listSubProcessors()).items.find(one => one.name === name)
    await expect.poll(listed, patiently).toMatchObject({ isEarly: true, earlyReasonFr: 'le précédent ferme' })

    const visitor = await visit(context, { viewport: sizes.phone, locale: 'fr-FR' })
    await visitor.goto(`/subprocessors/${workspace}?lang=fr`)
    await visitor
      .getByRole('listitem')
      .filter({ hasText: name })
      .filter({ hasText: 'Sans attendre trente jours\u00a0: le précédent ferme' })
      .first()
      .waitFor()
    expect(await findDefects(visitor, 'everything')).toEqual([])
    // The workspace is shared with other journeys: nothing of this one stays announced.
    await as('administrator').portal.endSubProcessor({ id: (await listed())!.id })
  })

  test('DAT-10: without scripts, an address asks to be told, confirms by the mail it gets, and leaves in one press', async context => {
    const { expect } = context
    const { visit, outbox } = stage()
    const address = `lecteur.${Date.now()}@mail.test`
    const visitor = await visit(context, { locale: 'fr-FR', javaScriptEnabled: false })
    await visitor.goto(`/subprocessors/${workspace}?lang=fr`)
    await visitor.getByLabel('Adresse e-mail').fill(address)
    await visitor.getByRole('button', { name: 'Me les écrire' }).press('Enter')
    await visitor.getByRole('status').waitFor()
    const mail = await outbox.mailTo(address, one => one.text?.includes('/readers/') ?? false)
    const link = /http\S+\/readers\/\S+/.exec(mail.text!)![0]
    await visitor.goto(new URL(link).pathname)
    await visitor.getByRole('button', { name: 'Confirmer' }).click()
    await visitor.getByText('C’est fait').waitFor()
    await visitor.getByRole('button', { name: 'Ne plus me les écrire' }).click()
    await visitor.getByText('l’adresse est effacée').waitFor()
    expect(visitor.url()).toContain('/end')
  })
}
