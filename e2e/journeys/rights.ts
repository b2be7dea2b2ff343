import { test } from 'vitest'
import { findDefects } from '../machine.ts'
import { patiently } from '../patience.ts'
import { type Stage, workspace } from '../stage.ts'
import { wordsIn } from '../words.ts'

/** What somebody asks about their data, from the page of the house to the answer in their mailbox. */
export function answerForData(stage: () => Stage): void {
  test('DAT-3: asked for through the form of the contact page, a request about data is opened on the card, answered in words, and ends in the mailbox of whoever asked', async context => {
    const { expect } = context
    const { visit, enter, as, outbox } = stage()
    const say = wordsIn('fr')
    const address = 'perrine.legoff@mail.test'
    const visitor = await visit(context, { locale: 'fr-FR' })
    await visitor.goto(`/contact/${workspace}?lang=fr`)
    await visitor.locator('a[href^="/f/"]').first().click()
    await visitor.waitForURL('**/f/**')
    // A person takes longer than this; a program is asked to send once more.
    await visitor.waitForTimeout(2100)
    await visitor.getByLabel('Votre adresse e-mail').fill(address)
    await visitor.getByRole('radio', { name: 'Autre chose' }).check()
    await visitor.getByLabel('Votre message').fill('Je voudrais une copie de ce que vous savez de moi.')
    await visitor.getByRole('button', { name: 'Envoyer', exact: true }).click()
    await visitor.waitForURL('**received=1**')
    const contactId = async () =>
      (await as('administrator').contacts.listContacts({ identity: address })).items[0]?.id
    await expect.poll(contactId, patiently).toBeDefined()

    const page = await enter(context, 'supervisor', { path: `/contacts/${await contactId()}` })
    await page.getByText(say('common:privacy.noRequest')).waitFor()
    await page.getByRole('button', { name: say('common:privacy.open') }).press('Enter')
    const access = page.getByRole('menuitem', { name: say('common:privacy.kind.access'), exact: true })
    await expect
      .poll(() => access.evaluate(one => one === one.ownerDocument.activeElement), patiently)
      .toBe(true)
    await page.keyboard.press('Enter')
    const card = page.getByRole('listitem').filter({ hasText: say('common:privacy.act.grant') })
    await card.getByRole('button', { name: say('common:privacy.act.grant') }).click()
    await card.getByText(say('common:privacy.tellsTo', { address })).waitFor()
    expect(await findDefects(page, 'everything')).toEqual([])
    const words = 'Votre copie part par courrier recommandé.'
    await card.getByRole('textbox', { name: say('common:privacy.words') }).fill(words)
    await card.getByRole('button', { name: say('common:privacy.grantSend') }).click()
    await outbox.mailTo(address, mail => mail.text?.includes(words) ?? false)
    const { items } = await as('administrator').privacy.listRequests({
      contact: (await contactId())!,
      limit: 10,
    })
    expect(items).toMatchObject([{ kind: 'access', decision: 'granted' }])
  })
}
