import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { type Desk, deskOn } from '../desk.ts'
import { patiently } from '../patience.ts'
import { type Stage, sizes } from '../stage.ts'
import type { Language } from '../words.ts'

/** The place one left is the place one finds, and nothing moves under the pointer. */
export function keepPlaces(stage: () => Stage): void {
  test('A15: three mails arrive above a list that was scrolled down: no row moves, the bar counts them, the counts change at once', async context => {
    const { enter, customer } = stage()
    const desk = deskOn(await enter(context, 'adviser', { path: '/desk/all' }), 'fr')
    const list = await scrollFar(desk)
    const before = await places(list)
    const waiting = await countOf(desk, 'unassigned')

    const names = ['Tifenn Rouxel', 'Malo Quéré', 'Nolann Brient']
    for (const name of names)
      await customer(name).writes({ subject: `De ${name}`, text: 'Une question, pas pressée.' })
    const bar = desk.page.getByRole('button', { name: desk.say('desk:list.above', { count: 3 }) })
    await bar.waitFor()
    await expect.poll(() => countOf(desk, 'unassigned'), patiently).toBe(waiting + 3)
    expect(await places(list)).toEqual(before)

    // One is opened from the middle of the list, and left again.
    const chosen = list.locator(`[data-row="${before[5]!.id}"]`)
    await chosen.click()
    await desk.thread.getByRole('article').first().waitFor()
    expect(await places(list)).toEqual(before)
    await desk.page.goBack()
    await desk.pane.waitFor({ state: 'detached' })
    expect(await places(list)).toEqual(before)

    await bar.click()
    await expect
      .poll(async () => (await desk.rows.allTextContents()).slice(0, 3).join(), patiently)
      .toMatch(new RegExp(names.map(name => `(?=.*${name})`).join('')))
    await bar.waitFor({ state: 'detached' })
  })

  test.for(['fr', 'en'] as const)(
    'A15: on a phone (%s), back from a conversation the list is at the same row and the same place',
    async (language: Language, context) => {
      const { enter } = stage()
      const page = await enter(context, 'adviser', {
        language,
        path: '/desk/all',
        viewport: sizes.phone,
        hasTouch: true,
        isMobile: true,
      })
      const desk = deskOn(page, language)
      const list = await scrollFar(desk)
      const before = await places(list)
      const chosen = list.locator(`[data-row="${before[3]!.id}"]`)
      await chosen.tap()
      await desk.thread.getByRole('article').first().waitFor()
      await chosen.waitFor({ state: 'hidden' })
      await page.getByRole('button', { name: desk.say('desk:pane.back') }).tap()
      await chosen.waitFor()
      await expect.poll(() => places(list), patiently).toEqual(before)
      expect(await chosen.getAttribute('tabindex')).toBe('0')
    },
  )
}

/** Scrolls the list several pages down, as a hand does, and gives the scrolled element. */
async function scrollFar({ page, rows }: Desk): Promise<Locator> {
  await rows.first().waitFor()
  const list = page.locator('[data-scope="list"]')
  const top = () => list.evaluate(one => one.scrollTop)
  while ((await top()) < 4000) {
    const from = await top()
    await list.evaluate(one => one.scrollBy(0, 700))
    await expect.poll(top, patiently).toBeGreaterThan(from)
  }
  await settled(page, list)
  return list
}

/** Waits until what is in sight has stopped changing: pages that were loading have come. */
async function settled(page: Page, list: Locator): Promise<void> {
  let last = ''
  await expect
    .poll(async () => {
      const now = JSON.stringify(await places(list))
      const isSame = now === last
      last = now
      await page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))')
      return isSame
    }, patiently)
    .toBe(true)
}

/** The rows in sight, by what they say and where they stand. */
function places(list: Locator): Promise<{ id: string; top: number }[]> {
  return list.evaluate(one => {
    const frame = one.getBoundingClientRect()
    return [...one.querySelectorAll('[data-row]')]
      .map(row => ({ id: row.getAttribute('data-row') ?? '', top: row.getBoundingClientRect().top }))
      .filter(({ top }) => top >= frame.top && top < frame.bottom)
      .map(({ id, top }) => ({ id, top: Math.round(top) }))
  })
}

async function countOf(desk: Desk, view: string): Promise<number> {
  const text = await desk.view(view).textContent()
  return Number(/\d+$/.exec(text ?? '')?.[0] ?? 0)
}
