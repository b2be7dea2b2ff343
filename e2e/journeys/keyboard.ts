import type { Locator, Page } from 'playwright-core'
import { test } from 'vitest'
import { deskOn } from '../desk.ts'
import { focusDefect } from '../machine.ts'
import { patiently } from '../patience.ts'
import { type Stage, sizes, workspace } from '../stage.ts'

/** With the mouse unplugged, and with the colours of the system. */
export function useKeysAlone(stage: () => Stage): void {
  test('ACC-2 A9: from the sign-in page to a conversation taken, answered, given a reason and closed, by the keyboard alone, the focus always in sight', async context => {
    const { expect } = context
    const { visit, as, customer, outbox } = stage()
    const katell = customer('Katell Madec')
    await katell.writes({ subject: 'Livraison dimanche', text: 'Livrez-vous le dimanche matin ?' })
    const { id } = await stage().conversationOf(katell)
    const { member } = await as('adviser').workspaces.me()
    const page = await visit(context, { language: 'fr', reducedMotion: 'reduce' })
    const desk = deskOn(page, 'fr')
    const { say } = desk

    await page.goto('/sign-in')
    const door = page.getByRole('button', { name: `${say('signin:demo.enterAs')} ${member.name}` })
    await door.waitFor()
    await tabTo(page, door)
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/w/${workspace}/desk**`)
    await desk.rows.first().waitFor()

    await tabTo(page, desk.view('unassigned'))
    await page.keyboard.press('Enter')
    await page.waitForURL('**/desk/unassigned**')
    await desk.openByKeyboard(katell.name)
    await page.keyboard.press('t')
    await desk.undoBar.getByText(say('desk:done.taken')).waitFor()

    // A menu begins at its first line, and gives the focus back to what opened it.
    const more = desk.pane.getByRole('button', { name: say('desk:header.more') })
    await tabTo(page, more)
    await page.keyboard.press('Enter')
    await desk.isFocused(page.getByRole('menuitem').first())
    expect(await focusDefect(page)).toBeUndefined()
    await page.keyboard.press('Escape')
    await desk.isFocused(more)
    // One of several that holds says so.
    const sort = page.getByRole('button', { name: new RegExp(say('desk:list.sort')) })
    await sort.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitemradio', { checked: true }).waitFor()
    await page.keyboard.press('Escape')
    await desk.isFocused(sort)

    await page.keyboard.press('r')
    await page.keyboard.type('Oui, de 9 h à 12 h.')
    await page.keyboard.press('Tab')
    expect(await focusDefect(page)).toBeUndefined()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('ControlOrMeta+Enter')
    await desk.message('Oui, de 9 h à 12 h.').waitFor()
    await page.keyboard.press('Escape')

    await page.keyboard.press('m')
    await page.getByRole('combobox', { name: say('desk:pick.reason') }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await conversation()).reasonId, patiently).not.toBeNull()

    const closing = page.waitForResponse(`**/conversations/${id}/closure`)
    await page.keyboard.press('e')
    await desk.undoBar.getByText(say('desk:done.closed')).waitFor()
    // Not asked of the program: on a crowded machine the ten seconds to undo would be over.
    expect((await closing).status()).toBe(201)
    // The next that waits has the focus: one goes on without looking for it.
    expect(await focusDefect(page)).toBeUndefined()
    await page.keyboard.press('z')
    await expect.poll(async () => (await conversation()).status, patiently).not.toBe('closed')
    await outbox.mailTo(katell.address, mail => Boolean(mail.text?.includes('de 9 h à 12 h')))

    function conversation() {
      return as('administrator').conversations.get({ id })
    }
  })

  test('ACC-2: in forced colours the chosen one of a few is told from the others', async context => {
    const { expect } = context
    const page = await stage().enter(context, 'adviser', {
      path: '/settings/appearance',
      forcedColors: 'active',
    })
    const chosen = page.locator('main').getByRole('radio', { checked: true })
    await chosen.first().waitFor({ state: 'attached' })
    const groundOf = (radio: Locator) =>
      radio.evaluate(one => {
        const label = one.labels[0]
        return label.ownerDocument.defaultView.getComputedStyle(label).backgroundColor as string
      })
    const other = page.locator('main').getByRole('radio', { checked: false })
    expect(await groundOf(chosen.first())).not.toBe(await groundOf(other.first()))
  })
}

/** Where the focus is once a conversation is gone from the list. */
export function handOnTheFocus(stage: () => Stage): void {
  test.for<['desk' | 'phone', string]>([
    ['desk', 'Focaline'],
    ['phone', 'Focalou'],
  ])(
    'ACC-2 (%s): closed from the keyboard, a conversation hands the focus to the row of the next one',
    async ([size, family], context) => {
      const { expect } = context
      const { as, customer, conversationOf, enter } = stage()
      const people = ['Aubin', 'Berthe', 'Colin'].map(first => customer(`${first} ${family}`))
      for (const one of people) await one.writes({ subject: `Un mot de ${one.name}`, text: 'Bonjour' })
      for (const one of people) await conversationOf(one)
      const page = await enter(context, 'supervisor', {
        path: `/desk/unassigned?q=${family}`,
        viewport: sizes[size],
      })
      const desk = deskOn(page, 'fr')
      await expect.poll(() => desk.rows.count(), patiently).toBe(3)
      const focused = page.locator('[data-row]:focus')
      const numberOf = async (path: string | null) => Number(path?.match(/\/(\d+)(?:\?|$)/)?.[1])
      const opened = () => numberOf(new URL(page.url()).pathname)
      await page.keyboard.press('j')
      await focused.waitFor()
      const first = await numberOf(await focused.getAttribute('href'))
      await page.keyboard.press('Enter')
      await page.waitForURL(`**/${first}**`)
      await desk.thread.getByRole('article').first().waitFor()

      await page.keyboard.press('e')
      await desk.undoBar.getByText(desk.say('desk:done.closed')).waitFor()
      // The next one is open beside the list; on a phone the list is back, at the row that took its place.
      await expect
        .poll(
          async () => numberOf(await focused.getAttribute('href', { timeout: 1000 }).catch(() => null)),
          patiently,
        )
        .not.toBe(first)
      const next = await numberOf(await focused.getAttribute('href'))
      expect(next).toBeGreaterThan(0)
      if (size === 'desk') expect(await opened()).toBe(next)
      expect(await focusDefect(page)).toBeUndefined()
      const { items } = await as('administrator').conversations.list({ view: 'all', q: family })
      expect(items.filter(({ status }) => status === 'closed').map(({ number }) => number)).toEqual([first])
    },
  )
}

/** Presses Tab until an element has the focus; on the way every stop is in sight and marked. */
async function tabTo(page: Page, element: Locator): Promise<void> {
  for (let stop = 0; stop < 80; stop += 1) {
    if (await element.evaluate(one => one === one.ownerDocument.activeElement)) return
    await page.keyboard.press('Tab')
    const defect = await focusDefect(page)
    if (defect) throw new Error(defect)
  }
  throw new Error('Tab never came there')
}
