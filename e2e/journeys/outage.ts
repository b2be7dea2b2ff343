import type { Page } from 'playwright-core'
import { test } from 'vitest'
import { type Desk, deskOn } from '../desk.ts'
import type { Stage } from '../stage.ts'
import { patternOf } from '../words.ts'

const cutMs = 60_000

/** The network goes away and comes back; the desk goes on. */
export function surviveCuts(stage: () => Stage): void {
  test('E48: a minute without a network: writing goes on, the screen says how old it is, and what came meanwhile is there once', async context => {
    const { expect } = context
    const { enter, customer, conversationOf } = stage()
    const yann = customer('Yann Cadoret')
    const subject = 'Plante malade'
    const first = await yann.writes({ subject, text: 'Les feuilles tombent.' })
    const { number } = await conversationOf(yann)
    const page = await enter(context, 'adviser')
    const desk = deskOn(page, 'fr')
    await openLive(page, `/desk/unassigned/${number}`)
    await desk.message('Les feuilles tombent').waitFor()

    await desk.replyText(yann.name).focus()
    await page.context().setOffline(true)
    const cutAt = Date.now()
    const newcomers = ['Bleuenn Salaün', 'Corentin Le Goff', 'Dorian Pasquier'].map(name => customer(name))
    const follows = { subject: `Re: ${subject}`, inReplyTo: first, references: [first] }
    await Promise.all(
      newcomers.map(one => one.writes({ subject: `Demande de ${one.name}`, text: 'Bonjour.' })),
    )
    await yann.writes({ ...follows, text: 'Deux de plus ce matin.' })
    await yann.writes({ ...follows, text: 'Et trois ce soir.' })

    const words = 'Arrosez moins, et tournez le pot vers la lumière. '
    await page.keyboard.type(words, { delay: 40 })
    await offlineBar(desk).waitFor()
    await offlineBar(desk)
      .getByText(patternOf(desk.say, 'common:offline.data', 'time'))
      .waitFor()
    await expect.poll(() => Date.now() - cutAt, { timeout: 2 * cutMs, interval: 500 }).toBeGreaterThan(cutMs)
    await page.keyboard.type('Bien à vous')
    for (const { name } of newcomers) expect(await desk.row(name).count(), name).toBe(0)

    await page.context().setOffline(false)
    await offlineBar(desk).waitFor({ state: 'detached' })
    await desk.message('Et trois ce soir.').waitFor()
    for (const { name } of newcomers) await desk.row(name).waitFor()
    expect(await desk.replyText(yann.name).inputValue()).toBe(`${words}Bien à vous`)
    await desk.waitForSavedDraft()
    // Twice would be as wrong as never.
    const texts = ['Les feuilles tombent', 'Deux de plus', 'Et trois']
    for (const text of texts) expect(await desk.message(text).count(), text).toBe(1)
    for (const { name } of newcomers) expect(await desk.row(name).count(), name).toBe(1)
    await desk.pane.getByText(desk.say('desk:compose.stale', { count: 2 })).waitFor()
  })
}

/** The server goes away and comes back; the desk goes on. */
export function surviveKills(stage: () => Stage): void {
  test('E48: the server is killed and started again while the desk is open: the screen comes back by itself with what was being written', async context => {
    const { expect } = context
    const { enter, customer, conversationOf, program } = stage()
    const rozenn = customer('Rozenn Kergoat')
    await rozenn.writes({ subject: 'Facture', text: 'Il me manque une facture.' })
    const { number } = await conversationOf(rozenn)
    const page = await enter(context, 'adviser')
    const desk = deskOn(page, 'fr')
    await openLive(page, `/desk/unassigned/${number}`)
    await desk.message('Il me manque').waitFor()
    await page.evaluate('window.untouched = true')

    await desk.replyText(rozenn.name).fill('La voici')
    await program.kill()
    await offlineBar(desk).waitFor()
    await desk.replyText(rozenn.name).press('End')
    await page.keyboard.type(', en pièce jointe.')
    await program.restart()
    await offlineBar(desk).waitFor({ state: 'detached' })
    await desk.waitForSavedDraft()
    expect(await desk.replyText(rozenn.name).inputValue()).toBe('La voici, en pièce jointe.')

    const erwan = customer('Erwan Le Bihan')
    await erwan.writes({ subject: 'Après la panne', text: 'Vous me recevez ?' })
    await desk.row(erwan.name).waitFor()
    expect(await page.evaluate('window.untouched')).toBe(true)
  })
}

const offlineBar = ({ page, say }: Desk) => page.getByRole('region', { name: say('common:offline.label') })

/** Opens a screen and waits until it has heard the server's clock: from then on it knows how old it is. */
async function openLive(page: Page, path: string): Promise<void> {
  const ticked = new Promise<void>(done => {
    page.on('websocket', socket =>
      socket.on('framereceived', ({ payload }) => {
        if (payload.includes('"tick"')) done()
      }),
    )
  })
  await page.goto(page.url().replace(/\/desk.*/, path))
  await ticked
}
