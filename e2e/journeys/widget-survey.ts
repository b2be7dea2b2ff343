import { afterAll, beforeAll, test } from 'vitest'
import { type ChatAtWork, openChat } from '../chat.ts'
import { deskOn } from '../desk.ts'
import { findDefects } from '../machine.ts'
import { patiently } from '../patience.ts'
import { type Stage, sizes } from '../stage.ts'
import { type Widget, widgetOn } from '../widget.ts'
import { patternOf } from '../words.ts'

/** The satisfaction question, asked in the chat that has ended. */
export function askInChat(stage: () => Stage): void {
  let chat: ChatAtWork
  beforeAll(async () => {
    chat = await openChat(stage())
  }, 60_000)
  afterAll(() => chat?.close())

  const scale = ({ panel, page }: Widget) => panel.getByRole('group').filter({ has: page.getByRole('radio') })

  test('Q5 Q6 ACC-1: the adviser closes at the desk, the visitor answers by keyboard in the chat, without a network at first; every tab and the desk know it', async context => {
    const { expect } = context
    const page = await stage().visit(context)
    await page.goto(chat.site.page(chat.key, { language: 'fr' }))
    const widget = widgetOn(page, 'fr')
    const { say } = widget
    await widget.begin()
    await widget.writes('Mes dahlias sont-ils partis ?')
    const { id, number } = await chat.conversationOf('Mes dahlias sont-ils partis ?')
    await chat.answer(id, 'Ils partent ce soir.')
    await widget.message('Ils partent ce soir.').waitFor()
    const other = widgetOn(await page.context().newPage(), 'fr')
    await other.page.goto(page.url())
    await other.open()
    await other.message('Ils partent ce soir.').waitFor()
    expect(await scale(widget).count()).toBe(0)

    await stage().as('adviser').conversations.close({ id })
    await scale(widget).waitFor()
    await scale(other).waitFor()
    // A screen reader hears that something is asked; the focus stays where the visitor was.
    const asked = patternOf(say, 'widget-panel:asked', 'question')
    await expect
      .poll(async () => (await widget.announced()).some(line => asked.test(line)), patiently)
      .toBe(true)
    expect(await findDefects(page)).toEqual([])
    const lowest = scale(widget).getByRole('radio', { name: say('widget-panel:lowest') })
    await lowest.focus()
    await page.keyboard.press('ArrowRight')
    expect(await scale(widget).getByRole('radio').nth(1).isChecked()).toBe(true)
    await page.keyboard.press('Tab')
    await page.keyboard.type('Personne ne m’avait prévenue.')
    await page.context().setOffline(true)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    const thanks = say('widget-panel:thanks', { score: 2, max: 5 })
    await widget.panel.locator('.card').getByText(thanks).waitFor()
    await widget.panel.locator('.card').getByText(say('widget-panel:kept')).waitFor()
    expect(await scale(other).count()).toBe(1)
    await page.context().setOffline(false)
    await widget.panel.getByText(say('widget-panel:kept')).waitFor({ state: 'detached' })
    await other.panel.locator('.card').getByText(thanks).waitFor()
    expect(await scale(other).count()).toBe(0)

    const deskPage = await stage().enter(context, 'supervisor', { path: `/desk/all/${number}` })
    const desk = deskOn(deskPage, 'fr')
    await desk.thread.getByText(desk.say('desk:line.surveyAnswered', { score: 2 })).waitFor()
    await desk.thread.getByText('Personne ne m’avait prévenue.').first().waitFor()
    // Loaded again, nothing is asked a second time.
    await page.reload()
    await widget.open()
    await widget.panel.locator('.card').getByText(thanks).waitFor()
    expect(await scale(widget).count()).toBe(0)
  })

  test('Q6 A21: on a phone, in English, whoever ends the chat is asked at once and may pass; writing again is as easy as before', async context => {
    const { expect } = context
    const page = await stage().visit(context, { viewport: sizes.phone })
    await page.goto(chat.site.page(chat.key, { language: 'en' }))
    const widget = widgetOn(page, 'en')
    const { say } = widget
    await widget.begin()
    await widget.writes('Do you deliver tulips on Mondays?')
    const { id } = await chat.conversationOf('Do you deliver tulips on Mondays?')
    await chat.answer(id, 'We do.')
    await widget.message('We do.').waitFor()
    await widget.panel.getByRole('button', { name: say('widget-panel:menu') }).click()
    await widget.panel.getByRole('button', { name: say('widget-panel:end') }).click()
    await scale(widget).waitFor()
    // Nothing chosen, nothing leaves, and the reason is said.
    await widget.panel.getByRole('button', { name: say('widget-panel:sendOpinion') }).click()
    await widget.panel.getByText(say('widget-panel:noScore', { max: 5 })).waitFor()
    const overflow = await widget.panel.evaluate(one => one.scrollWidth > one.clientWidth)
    expect(overflow).toBe(false)
    await widget.panel.getByRole('button', { name: say('widget-panel:skip') }).click()
    await scale(widget).waitFor({ state: 'detached' })
    await widget.writes('And on Tuesdays?')
    await widget.message('And on Tuesdays?').getByText(say('widget-panel:arrived')).waitFor()
    expect(await scale(widget).count()).toBe(0)
  })
}
