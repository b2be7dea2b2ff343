import { test } from 'vitest'
import { deskOn } from '../desk.ts'
import { patiently } from '../patience.ts'
import type { Stage } from '../stage.ts'

/** What people write is kept where they wrote it, and nowhere else. */
export function keepDrafts(stage: () => Stage): void {
  test('E48: what is typed in one conversation is found again there, after another, after a reload and in another tab, and nowhere else', async context => {
    const { expect } = context
    const { enter, customer, conversationOf } = stage()
    const [anna, luc] = [customer('Solène Tréguier'), customer('Gaspard Lenoir')]
    await anna.writes({ subject: 'Roses fanées', text: 'Elles n’ont tenu qu’un jour.' })
    await luc.writes({ subject: 'Carte oubliée', text: 'La carte n’était pas avec les fleurs.' })
    const [hers, his] = [await conversationOf(anna), await conversationOf(luc)]

    const page = await enter(context, 'adviser', { path: `/desk/unassigned/${hers.number}` })
    const desk = deskOn(page, 'fr')
    await desk.replyText(anna.name).fill('Pour Solène seulement')
    await desk.waitForSavedDraft()
    await desk.row(anna.name).getByText(desk.say('desk:list.draft')).waitFor()

    await desk.row(luc.name).getByRole('link').click()
    await expect.poll(() => desk.replyText(luc.name).inputValue(), patiently).toBe('')
    await page.reload()
    await expect.poll(() => desk.replyText(luc.name).inputValue(), patiently).toBe('')
    expect(await desk.row(luc.name).getByText(desk.say('desk:list.draft')).count()).toBe(0)

    await desk.row(anna.name).getByRole('link').click()
    await expect.poll(() => desk.replyText(anna.name).inputValue(), patiently).toBe('Pour Solène seulement')

    const other = deskOn(await page.context().newPage(), 'fr')
    await other.page.goto(page.url())
    await expect.poll(() => other.replyText(anna.name).inputValue(), patiently).toBe('Pour Solène seulement')
    await other.replyText(anna.name).fill('Pour Solène, de l’autre onglet')
    await other.waitForSavedDraft()
    await page.reload()
    await expect
      .poll(() => desk.replyText(anna.name).inputValue(), patiently)
      .toBe('Pour Solène, de l’autre onglet')
    // A reload that comes before the words were saved loses none.
    await desk.replyText(anna.name).fill('Pour Solène, à la hâte')
    await page.reload()
    await expect.poll(() => desk.replyText(anna.name).inputValue(), patiently).toBe('Pour Solène, à la hâte')
    await page.goto(page.url().replace(String(hers.number), String(his.number)))
    await expect.poll(() => desk.replyText(luc.name).inputValue(), patiently).toBe('')
  })

  test('A10: a note and a reply are never taken for each other: each keeps its words, its look and its button, and the note leaves to nobody', async context => {
    const { expect } = context
    const { enter, customer, conversationOf, outbox, as } = stage()
    const ines = customer('Inès Quéméner')
    await ines.writes({ subject: 'Vase ébréché', text: 'Le vase est arrivé ébréché.' })
    const { id, number } = await conversationOf(ines)
    const page = await enter(context, 'adviser', { path: `/desk/unassigned/${number}` })
    const desk = deskOn(page, 'fr')

    await desk.replyText(ines.name).fill('Nous vous envoyons un autre vase.')
    await desk.waitForSavedDraft()
    await desk.tab('note').click()
    expect(await desk.noteText.inputValue()).toBe('')
    await desk.noteText.fill('Client de longue date, à soigner.')
    await desk.waitForSavedDraft()
    // Words tell them apart, not colours: a banner, a name for the button, no address.
    await page.getByText(desk.say('desk:compose.noteBanner')).waitFor()
    expect(await desk.sendButton.count()).toBe(0)
    await page.reload()
    await desk.tab('note').click()
    await expect.poll(() => desk.noteText.inputValue(), patiently).toBe('Client de longue date, à soigner.')
    await page.getByRole('button', { name: desk.say('desk:compose.addNote') }).click()
    const note = desk.message('Client de longue date, à soigner.')
    await expect
      .poll(() => note.getAttribute('aria-label'), patiently)
      .toContain(desk.say('desk:message.note'))
    await desk.tab('reply').click()
    await expect
      .poll(() => desk.replyText(ines.name).inputValue(), patiently)
      .toBe('Nous vous envoyons un autre vase.')

    await desk.sendButton.click()
    await desk.message('Nous vous envoyons un autre vase.').waitFor()
    const sent = await outbox.mailTo(ines.address, mail => Boolean(mail.text?.includes('un autre vase')))
    expect(sent.text).not.toContain('longue date')
    const { items } = await as('adviser').conversations.messages({ id, limit: 50 })
    expect(items.map(one => [one.direction, one.text])).toEqual([
      ['in', 'Le vase est arrivé ébréché.'],
      ['note', 'Client de longue date, à soigner.'],
      ['out', 'Nous vous envoyons un autre vase.'],
    ])
  })
}
