import { test } from 'vitest'
import { openChat } from '../chat.ts'
import { findDefects } from '../machine.ts'
import { patiently } from '../patience.ts'
import { type Stage, sizes } from '../stage.ts'
import { widgetOn } from '../widget.ts'
import { type Language, wordsIn } from '../words.ts'

/** A channel from its name to its end, and back. */
export function keepChannels(stage: () => Stage): void {
  test('E46: of a chat that is deleted, the visitor reads that it is closed and what was said; undone, they go on', async context => {
    const { expect } = context
    const chat = await openChat(stage())
    context.onTestFinished(() => chat.close())
    const visitor = await stage().visit(context)
    await visitor.goto(chat.site.page(chat.key))
    const widget = widgetOn(visitor, 'fr')
    await widget.begin()
    await widget.writes('Faites-vous des couronnes de mariée ?')
    await widget.message('couronnes de mariée').getByText(widget.say('widget-panel:arrived')).waitFor()

    const page = await stage().enter(context, 'administrator', {
      path: `/settings/channels/${chat.channelId}`,
    })
    const say = wordsIn('fr')
    await page.getByText(say('settings:channels.delete.open_one', { count: 1 })).waitFor()
    await page.getByText(say('settings:channels.delete.chatPages', { list: chat.site.origin })).waitFor()
    await page.getByRole('button', { name: say('settings:channels.delete.act.chat') }).click()
    await page.waitForURL('**/settings/channels')
    const bar = page.getByRole('region', { name: say('common:undo.bar') })
    await bar.getByText(say('settings:channels.delete.done', { name: 'Maison Bleuet' })).waitFor()

    // The panel asks again each time it is opened.
    const reopen = async () => {
      await visitor.keyboard.press('Escape')
      await widget.panel.waitFor({ state: 'hidden', timeout: 5000 })
      await widget.open()
    }
    await reopen()
    await widget.panel.getByText(widget.say('widget-panel:chatClosed')).waitFor()
    await widget.message('couronnes de mariée').waitFor()
    expect(await widget.text.count()).toBe(0)
    // Who comes now finds no button that leads nowhere.
    const late = await stage().visit(context)
    await late.goto(chat.site.page(chat.key))
    await late.locator('boucle-widget').waitFor({ state: 'attached' })
    expect(await widgetOn(late, 'fr').launcher.isVisible()).toBe(false)
    // A button of the page's own is answered all the same.
    await late.addScriptTag({ content: "Boucle('open')" })
    await widgetOn(late, 'fr').panel.getByText(widget.say('widget-panel:chatClosed')).waitFor()

    await page.keyboard.press('z')
    await expect
      .poll(
        async () => (await stage().as('administrator').channels.get({ id: chat.channelId })).deletedAt,
        patiently,
      )
      .toBeNull()
    await expect
      .poll(async () => {
        await reopen()
        return widget.text.count()
      }, patiently)
      .toBe(1)
    await widget.writes('Toujours là ?')
    await widget.message('Toujours là ?').getByText(widget.say('widget-panel:arrived')).waitFor()
  })

  test.for<[Language, 'light' | 'dark']>([
    ['fr', 'dark'],
    ['en', 'light'],
  ])(
    'E17 ACC-2 (%s, %s): by keys on a phone, a form is nothing before it has a name and a team; deleted, it waits among the deleted and comes back',
    async ([language, colorScheme], context) => {
      const { expect } = context
      const say = wordsIn(language)
      const name = `Essai ${language} ${Date.now()}`
      const forms = async (deleted: 'only' | 'without') =>
        (await stage().as('administrator').channels.list({ deleted })).items.filter(one => one.name === name)
      const page = await stage().enter(context, 'administrator', {
        language,
        path: '/settings/forms',
        viewport: sizes.phone,
        colorScheme,
        reducedMotion: 'reduce',
      })
      await page.getByRole('link', { name: say('settings:forms.add') }).click()
      const add = page.getByRole('button', { name: say('settings:forms.add') })
      await add.focus()
      await page.keyboard.press('Enter')
      await page.getByText(say('common:form.required')).first().waitFor()
      expect(await findDefects(page, 'everything')).toEqual([])
      expect(await forms('without')).toEqual([])
      await page.getByRole('textbox', { name: say('settings:channels.name') }).fill(name)
      await page.getByRole('combobox', { name: say('settings:channels.team') }).press('ArrowDown')
      await page.getByRole('option').first().click()
      await add.press('Enter')
      await page.getByRole('heading', { level: 1, name }).waitFor()

      const remove = page.getByRole('button', { name: say('settings:channels.delete.act.form') })
      await remove.waitFor()
      await page.getByText(say('settings:channels.delete.nothing')).waitFor()
      expect(await findDefects(page, 'everything')).toEqual([])
      await remove.press('Enter')
      await page.waitForURL('**/settings/forms')
      const back = page.getByRole('button', { name: say('settings:channels.delete.restoreNamed', { name }) })
      await back.waitFor()
      expect(await forms('without')).toEqual([])
      expect(await findDefects(page, 'everything')).toEqual([])
      await back.press('Enter')
      await page.getByRole('link', { name }).waitFor()
      expect(await forms('only')).toEqual([])
      expect(await forms('without')).toHaveLength(1)
    },
  )
}
