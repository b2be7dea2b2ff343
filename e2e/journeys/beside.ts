import { test } from 'vitest'
import { deskOn } from '../desk.ts'
import { patiently } from '../patience.ts'
import type { Stage } from '../stage.ts'

/** Somebody outside is asked beside a conversation, by real mails. */
export function askBeside(stage: () => Stage): void {
  test('A10: an adviser asks the supplier beside the conversation on a phone, reads the answer there, and the customer gets none of it', async context => {
    const { expect } = context
    const { enter, customer, conversationOf, outbox } = stage()
    const [rose, grower] = [customer('Rose Kerjean'), customer('Serres Lannuzel')]
    await rose.writes({ subject: 'Pivoines fanées', text: 'Les pivoines sont arrivées fanées.' })
    const { number } = await conversationOf(rose)
    const page = await enter(context, 'adviser', {
      path: `/desk/unassigned/${number}`,
      viewport: { width: 390, height: 844 },
    })
    const { say, pane, message } = deskOn(page, 'fr')
    await message('Les pivoines sont arrivées fanées.').waitFor()

    await pane.getByRole('button', { name: say('desk:header.more') }).click()
    await page.getByRole('menuitem', { name: say('desk:header.side') }).click()
    const beside = page.getByRole('dialog', { name: say('desk:side.title') })
    const to = beside.getByLabel(say('desk:side.to'), { exact: true })
    const words = beside.getByLabel(say('desk:side.text'), { exact: true })
    // Sent too early, it says what is missing and keeps what is there.
    await words.fill('D’autres retours sur les pivoines de lundi ?')
    await beside.getByRole('button', { name: say('desk:side.send') }).click()
    await beside.getByText(say('desk:side.toMissing')).waitFor()
    await to.fill(`${grower.address},`)
    await beside.getByLabel(say('desk:side.subject')).fill('Pivoines de lundi')
    await beside.getByLabel(say('desk:side.include')).check()
    expect(await words.inputValue()).toBe('D’autres retours sur les pivoines de lundi ?')
    await beside.getByRole('button', { name: say('desk:side.send') }).click()
    const asked = await outbox.mailTo(grower.address)
    expect(asked.subject).toBe('Pivoines de lundi')
    expect(asked.text).toContain('Les pivoines sont arrivées fanées.')

    await page.keyboard.press('Escape')
    await grower.writes({
      to: asked.replyTo![0]!.address!,
      subject: 'Re: Pivoines de lundi',
      text: 'Oui, le lot entier. Nous remplaçons.',
    })
    const news = pane.getByText(say('desk:side.bandNews', { count: 1 }))
    await news.waitFor({ timeout: 20_000 })
    await pane.getByRole('button', { name: say('desk:side.see') }).click()
    await beside.getByText('Oui, le lot entier. Nous remplaçons.').waitFor()
    // Read, it is no news any more, here and for the colleagues.
    await expect.poll(() => news.count(), patiently).toBe(0)
    expect(await message('Nous remplaçons').count()).toBe(0)
    const hers = await outbox.mailsTo(rose.address)
    expect(hers.filter(mail => /remplaçons|autres retours/.test(`${mail.text}${mail.html}`))).toEqual([])
  })
}
